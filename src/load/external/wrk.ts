import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { noFailures } from '../../model/measurement.ts'
import type { Load, Target, Runner } from '../driver.ts'
import { messages } from '../messages.ts'
import { type AnswerSize, measureSize } from './answer-size.ts'
import { externalRunner, type Requests, type ToolCall, type ToolOutput, type WholeSeconds } from './external-runner.ts'

const SCRIPT = 'load.lua'
const MARK = 'LOADGATE '

const count = z.number().int().min(0)

/** What the script's `done` prints: times in microseconds; `bytes` includes heads. */
const outputSchema = z.object({
  duration: count,
  requests: count,
  bytes: count,
  errors: z.object({ connect: count, read: count, write: count, status: count, timeout: count }),
  latency: z.tuple([count, count, count, count]).nullable(),
})

/** wrk runs one thread unless asked for more, as the embedded generators do. Latencies come from its Lua hook, in microseconds. */
export function openRunner(): Promise<Runner> {
  return externalRunner({ program: 'wrk', argumentsFor, readLoad })
}

function argumentsFor({ target, stretch, timeout, folder }: ToolCall): readonly string[] {
  const script = join(folder, SCRIPT)
  writeFileSync(script, scriptFor(target))
  return [
    `-t${target.threads ?? 1}`,
    `-c${target.connections}`,
    `-d${secondsOf(stretch)}s`,
    `--timeout`,
    `${Math.ceil(timeout)}s`,
    '-s',
    script,
    target.origin + target.path,
  ]
}

/** wrk cannot count requests, so a warm-up by requests becomes one of seconds: enough for 2000 requests per second. */
function secondsOf(stretch: WholeSeconds | Requests): number {
  return 'seconds' in stretch
    ? stretch.seconds
    : Math.min(Math.ceil(stretch.within), Math.max(1, Math.ceil(stretch.requests / 2000)))
}

function scriptFor({ method, headers, body }: Target): string {
  const lines = [
    `wrk.method = ${quoteLua(method)}`,
    ...Object.entries(headers).map(([name, value]) => `wrk.headers[${quoteLua(name)}] = ${quoteLua(value)}`),
    ...(body === undefined ? [] : [`wrk.body = ${quoteLua(body)}`]),
  ]
  return `${lines.join('\n')}\n${DONE}`
}

/** wrk returns 0 for a percentile whose rank is rounded beyond the last value. */
const DONE = `
function done(summary, latency)
  local function at(share)
    local value = latency:percentile(share)
    return value > 0 and value or latency.max
  end
  local e = summary.errors
  local seen = summary.requests - e.timeout > 0
  local quantiles = seen and string.format('[%d,%d,%d,%d]', at(50), at(90), at(95), at(99)) or 'null'
  io.write(string.format(
    '\\n${MARK}{"duration":%d,"requests":%d,"bytes":%d,"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d},"latency":%s}\\n',
    summary.duration, summary.requests, summary.bytes, e.connect, e.read, e.write, e.status, e.timeout, quantiles))
end
`

/** Writes every byte as its number, so that nothing in the text can end the string. */
function quoteLua(text: string): string {
  return `"${[...Buffer.from(text)].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`
}

async function readLoad({ stdout, stderr, exitCode }: ToolOutput, call: ToolCall): Promise<Load> {
  const line = stdout.split('\n').find((one) => one.startsWith(MARK))
  if (line === undefined)
    throw new Error(
      messages.toolFailed({ tool: 'wrk', exitCode, words: (stderr || stdout).trim().split('\n')[0] ?? '' }),
    )
  const { duration, requests, bytes, errors, latency } = outputSchema.parse(JSON.parse(line.slice(MARK.length)))
  const right = requests - errors.status - errors.timeout
  return {
    elapsed: duration / 1e6,
    requests: Math.max(0, right),
    failures: {
      ...noFailures,
      status: errors.status,
      body: await countWrongBodies(requests - errors.status, bytes, call),
      connection: errors.connect,
      timeout: errors.timeout,
      lost: errors.read + errors.write,
    },
    latency: latency && {
      p50: latency[0] / 1e6,
      p90: latency[1] / 1e6,
      p95: latency[2] / 1e6,
      p99: latency[3] / 1e6,
    },
    histogram: null,
    whole: true,
  }
}

/**
 * wrk does not look at bodies, so only the total of bytes can be compared with that of right answers. Answers that are under way add
 * parts. Where the total is another one, the server may end its connections, and the last answer on each be longer or shorter than the
 * first. Returns all or none.
 */
async function countWrongBodies(
  answers: number,
  bytes: number,
  { target, timeout, answerBytes }: ToolCall,
): Promise<number> {
  const isTotal = ({ mean, slack }: AnswerSize) =>
    Math.abs(bytes - answers * mean) <= target.connections * answerBytes + answers * slack
  if (isTotal({ mean: answerBytes, slack: 0 })) return 0
  const size = await measureSize(target, timeout)
  return size !== null && isTotal(size) ? 0 : answers
}
