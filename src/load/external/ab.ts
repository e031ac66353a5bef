import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readAb } from '../../read/ab.ts'
import type { Reading } from '../../read/reading.ts'
import { noFailures } from '../../model/sample.ts'
import type { Load, Target } from '../driver.ts'
import type { ExternalTool, Requests, ToolOutput, WholeSeconds } from './runner.ts'

const PERCENTILES = 'percentiles.csv'
const BODY = 'body'

/** More than it can send in the time it has. */
const ENDLESS = 10_000_000

/** HTTP 1.0 with a connection for every request, as ab does it and as the original benchmarks had it. Latencies to the microsecond, from its table of percentiles. */
export const ab: ExternalTool = {
  program: 'ab',
  wordsFor(target, stretch, timeout, folder) {
    const { method, headers, body, connections, origin, path } = target
    if (body !== undefined) writeFileSync(join(folder, BODY), body)
    const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'text/plain'
    return [
      '-q',
      ...amount(stretch, connections),
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
  },
  loadIn: (output, target, folder) => loadOf(output, target, folder),
}

/** -t implies a count of its own, so that -n has to come behind it. */
function amount(stretch: WholeSeconds | Requests, connections: number): readonly string[] {
  if ('seconds' in stretch) return ['-t', String(stretch.seconds), '-n', String(ENDLESS)]
  return ['-n', String(Math.max(stretch.requests, connections))]
}

function loadOf({ stdout, stderr, exitCode }: ToolOutput, target: Target, folder: string): Load {
  const reading = readAb(stdout)
  const { requests, elapsedSeconds, documentLength } = reading
  if (requests.completed === null || elapsedSeconds === null)
    throw new Error(`ab ended with exit code ${exitCode ?? 'none'}: ${stderr.trim().split('\n').at(-1) ?? ''}`)
  const failures = failuresIn(reading)
  const right = documentLength === null || documentLength === Buffer.byteLength(target.expect)
  const bad = failures.status + failures.body + failures.connection + failures.lost
  return {
    elapsed: elapsedSeconds,
    requests: right ? Math.max(0, requests.completed - bad) : 0,
    failures: right ? failures : { ...failures, body: requests.completed },
    latency: percentilesIn(folder),
    histogram: null,
    whole: true,
  }
}

/** A request may be in several of ab's counts: the parts are what it says, and their sum may be more than there were. */
function failuresIn({ requests: { failed, non2xx } }: Reading): Load['failures'] {
  return {
    ...noFailures,
    status: non2xx ?? 0,
    body: failed?.length ?? 0,
    connection: failed?.connect ?? 0,
    lost: Math.max(failed?.receive ?? 0, failed?.exceptions ?? 0),
  }
}

/** `Percentage served,Time in ms`, one line a percent. */
function percentilesIn(folder: string): Load['latency'] {
  const rows = readFileSync(join(folder, PERCENTILES), 'utf8')
    .split('\n')
    .map((line) => line.split(',').map(Number))
  const at = (share: number) => rows.find(([percent]) => percent === share)?.[1]
  const [p50, p90, p99] = [at(50), at(90), at(99)]
  if (p50 === undefined || p90 === undefined || p99 === undefined) return null
  return { p50: p50 / 1000, p90: p90 / 1000, p99: p99 / 1000 }
}
