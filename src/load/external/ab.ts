import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { noFailures } from '../../model/measurement.ts'
import { readAb } from '../../read/ab.ts'
import type { Reading } from '../../read/reading.ts'
import type { Load, Runner, Target } from '../driver.ts'
import { messages } from '../messages.ts'
import { externalRunner, type Requests, type ToolCall, type ToolOutput, type WholeSeconds } from './external-runner.ts'

const PERCENTILES = 'percentiles.csv'
const BODY = 'body'

/** More requests than it can send in any stretch. */
const ENDLESS = 10_000_000

/** ab speaks HTTP 1.0 and opens a connection for every request, as in the original benchmarks. Latencies come from its table of percentiles, which has microseconds. */
export function openRunner(): Promise<Runner> {
  return externalRunner({ program: 'ab', argumentsFor, readLoad })
}

function argumentsFor({ target, stretch, timeout, folder }: ToolCall): readonly string[] {
  const { method, headers, body, connections, origin, path } = target
  if (body !== undefined) writeFileSync(join(folder, BODY), body)
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'text/plain'
  return [
    '-q',
    ...lengthArguments(stretch, connections),
    '-c',
    String(connections),
    '-s',
    String(Math.ceil(timeout)),
    '-e',
    join(folder, PERCENTILES),
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    ...(body === undefined ? ['-m', method] : [method === 'PUT' ? '-u' : '-p', join(folder, BODY), '-T', type]),
    origin + path,
  ]
}

/** -t sets a count of its own, so -n has to follow it. */
function lengthArguments(stretch: WholeSeconds | Requests, connections: number): readonly string[] {
  if ('seconds' in stretch) return ['-t', String(stretch.seconds), '-n', String(ENDLESS)]
  return ['-t', String(Math.ceil(stretch.within)), '-n', String(Math.max(stretch.requests, connections))]
}

function readLoad({ stdout, stderr, exitCode }: ToolOutput, { target, folder }: ToolCall): Load {
  const reading = readAb(stdout)
  const { requests, elapsedSeconds, documentLength } = reading
  if (requests.completed === null || elapsedSeconds === null)
    throw new Error(messages.toolFailed({ tool: 'ab', exitCode, words: stderr.trim().split('\n').at(-1) ?? '' }))
  const failures = failuresIn(reading)
  const right = documentLength === null || documentLength === lengthOf(target.right)
  const bad = failures.status + failures.body + failures.connection + failures.lost
  return {
    elapsed: elapsedSeconds,
    requests: right ? Math.max(0, requests.completed - bad) : 0,
    failures: right ? failures : { ...failures, body: requests.completed },
    // Where nothing was answered, ab writes none.
    latency: requests.completed === 0 ? null : readPercentiles(folder),
    histogram: null,
    whole: true,
  }
}

/** Null where lengths are not checked: such a target is refused before any load. */
function lengthOf({ body }: Target['right']): number | null {
  return body.kind === 'bytes' ? Buffer.byteLength(body.base64, 'base64') : null
}

/** A request may be in several of ab's counts, so their sum may be more than there were requests. */
function failuresIn({ requests: { failed, non2xx } }: Reading): Load['failures'] {
  return {
    ...noFailures,
    status: non2xx ?? 0,
    body: failed?.length ?? 0,
    connection: failed?.connect ?? 0,
    lost: Math.max(failed?.receive ?? 0, failed?.exceptions ?? 0),
  }
}

/** `Percentage served,Time in ms`, one line per percent. */
function readPercentiles(folder: string): Load['latency'] {
  const rows = readFileSync(join(folder, PERCENTILES), 'utf8')
    .split('\n')
    .map((line) => line.split(',').map(Number))
  const at = (share: number) => rows.find(([percent]) => percent === share)?.[1]
  const [p50, p90, p95, p99] = [at(50), at(90), at(95), at(99)]
  if (p50 === undefined || p90 === undefined || p95 === undefined || p99 === undefined) return null
  return { p50: p50 / 1000, p90: p90 / 1000, p95: p95 / 1000, p99: p99 / 1000 }
}
