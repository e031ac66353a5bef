import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { noFailures } from '../../model/sample.ts'
import type { Load, Target } from '../driver.ts'
import type { ExternalTool, Requests, ToolOutput, WholeSeconds } from './runner.ts'

const SCRIPT = 'load.lua'
const MARK = 'LOADGATE '

const count = z.number().int().min(0)

/** What the script's `done` prints: microseconds, counts, bytes with heads. */
const printed = z.object({
  duration: count,
  requests: count,
  bytes: count,
  errors: z.object({ connect: count, read: count, write: count, status: count, timeout: count }),
  latency: z.tuple([count, count, count]).nullable(),
})

/** One thread, unless asked for more: it is as many cores as the embedded generators have. Latencies come from its Lua hook, in microseconds. */
export const wrk: ExternalTool = {
  program: 'wrk',
  wordsFor(target, stretch, timeout, folder) {
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
  },
  loadIn: (output, target, _folder, size) => loadOf(output, target, size),
}

/** wrk knows no count: a warm-up by requests is one of seconds, as many as a slow server takes for them. */
function secondsOf(stretch: WholeSeconds | Requests): number {
  return 'seconds' in stretch
    ? stretch.seconds
    : Math.min(Math.ceil(stretch.within), Math.max(1, Math.ceil(stretch.requests / 2000)))
}

function scriptFor({ method, headers, body }: Target): string {
  const lines = [
    `wrk.method = ${lua(method)}`,
    ...Object.entries(headers).map(([name, value]) => `wrk.headers[${lua(name)}] = ${lua(value)}`),
    ...(body === undefined ? [] : [`wrk.body = ${lua(body)}`]),
  ]
  return `${lines.join('\n')}\n${DONE}`
}

/** A percentile whose rank is rounded beyond the last value comes back as 0. */
const DONE = `
function done(summary, latency)
  local function at(share)
    local value = latency:percentile(share)
    return value > 0 and value or latency.max
  end
  local e = summary.errors
  local seen = summary.requests - e.timeout > 0
  local quantiles = seen and string.format('[%d,%d,%d]', at(50), at(90), at(99)) or 'null'
  io.write(string.format(
    '\\n${MARK}{"duration":%d,"requests":%d,"bytes":%d,"errors":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d},"latency":%s}\\n',
    summary.duration, summary.requests, summary.bytes, e.connect, e.read, e.write, e.status, e.timeout, quantiles))
end
`

/** Every byte by its number: nothing that a user writes can end the string. */
function lua(text: string): string {
  return `"${[...Buffer.from(text)].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`
}

function loadOf({ stdout, stderr, exitCode }: ToolOutput, { connections }: Target, size: number): Load {
  const line = stdout.split('\n').find((one) => one.startsWith(MARK))
  if (line === undefined)
    throw new Error(`wrk ended with exit code ${exitCode ?? 'none'}: ${(stderr || stdout).trim().split('\n')[0] ?? ''}`)
  const { duration, requests, bytes, errors, latency } = printed.parse(JSON.parse(line.slice(MARK.length)))
  const right = requests - errors.status - errors.timeout
  return {
    elapsed: duration / 1e6,
    requests: Math.max(0, right),
    failures: {
      ...noFailures,
      status: errors.status,
      body: otherBodies(requests - errors.status, bytes, size, connections),
      connection: errors.connect,
      timeout: errors.timeout,
      lost: errors.read + errors.write,
    },
    latency: latency && { p50: latency[0] / 1e6, p90: latency[1] / 1e6, p99: latency[2] / 1e6 },
    histogram: null,
    whole: true,
  }
}

/** wrk looks at no body. That all together came to as many bytes as so many right answers have is what can be told; answers under way count in part. */
function otherBodies(answers: number, bytes: number, size: number, connections: number): number {
  return Math.abs(bytes - answers * size) <= connections * size ? 0 : answers
}
