import type { GeneratorPart, Measurement, Offered, Sample } from '../model/measurement.ts'
import { isOpenLoop } from '../model/load.ts'
import { PERCENTILES, type Percentile } from '../model/metrics.ts'
import { distributionOf, type Distribution } from '../stats/latencies.ts'

/** What windows at a fixed rate show together. */

/** Whether requests to this server are sent by the clock. References answer in a closed loop everywhere: what they show is the machine's speed. */
export function isOffered(
  { scenario, references }: Pick<Measurement, 'scenario' | 'references'>,
  server: string,
): boolean {
  return isOpenLoop(scenario.load) && !references.includes(server)
}

type Known = { readonly windows: number; readonly distribution: Distribution | null }

/** Adding histograms up takes a while, and a verdict asks for the same ones again and again. */
const latencies = new WeakMap<Sample, Known>()
const lags = new WeakMap<Sample, Known>()
const firstBytes = new WeakMap<Sample, Known>()

function sumUp(
  windows: readonly Sample[],
  known: WeakMap<Sample, Known>,
  textOf: (sample: Sample) => string | null | undefined,
): Distribution | null {
  const [first] = windows
  if (!first) return null
  const before = known.get(first)
  if (before?.windows === windows.length) return before.distribution
  const distribution = distributionOf(windows.flatMap((window) => textOf(window) ?? []))
  known.set(first, { windows: windows.length, distribution })
  return distribution
}

/**
 * A latency of all requests that were due in these windows, in seconds; null with fewer than it takes to estimate it. All of them, and not
 * the better half of the windows as in a closed loop: a stall that comes once a second would be in the other half.
 */
export function pooledLatency(windows: readonly Sample[], metric: Percentile): number | null {
  return sumUp(windows, latencies, ({ histogram }) => histogram)?.quantile(PERCENTILES[metric]) ?? null
}

/** When the first byte of half of the answers of these windows was there, in seconds; null where that was not timed. */
export function firstByteIn(windows: readonly Sample[]): number | null {
  return sumUp(windows, firstBytes, ({ firstByte }) => firstByte)?.at(0.5) ?? null
}

/** How many latencies there are. */
export function latenciesIn(windows: readonly Sample[]): number {
  return sumUp(windows, latencies, ({ histogram }) => histogram)?.count ?? 0
}

/** How late the generator was at a share of the requests, at most; null where nothing was noted. */
export function lagAt(windows: readonly Sample[], share: number): number | null {
  return sumUp(windows, lags, ({ offered }) => offered?.lag)?.at(share) ?? null
}

/** What one of several generators had in these windows together. Seconds. */
export type GeneratorSum = {
  readonly name: string
  readonly requests: number
  readonly p50: number | null
  readonly lag: number | null
  /** The reading of its clock that was furthest from ours. */
  readonly clock: GeneratorPart['clock']
}

const generators = new WeakMap<Sample, { readonly windows: number; readonly all: readonly GeneratorSum[] }>()

/** Each generator by itself; none where this machine sent the load. `lag`: 99 % of its requests were sent within that of being due. */
export function generatorsIn(windows: readonly Sample[]): readonly GeneratorSum[] {
  const [first] = windows
  if (!first?.offered?.generators) return []
  const before = generators.get(first)
  if (before?.windows === windows.length) return before.all
  const parts = windows.flatMap(({ offered }) => offered?.generators ?? [])
  const all = [...Map.groupBy(parts, ({ name }) => name)].map(([name, own]) => sumOf(name, own))
  generators.set(first, { windows: windows.length, all })
  return all
}

function sumOf(name: string, parts: readonly GeneratorPart[]): GeneratorSum {
  const lag = distributionOf(parts.flatMap((part) => part.lag ?? []))
  const clocks = parts.map(({ clock }) => clock)
  return {
    name,
    requests: parts.reduce((total, part) => total + part.requests, 0),
    p50: distributionOf(parts.flatMap((part) => part.histogram ?? []))?.at(0.5) ?? null,
    lag: lag?.at(0.99) ?? null,
    clock: clocks.toSorted((one, other) => Math.abs(other.ahead) - Math.abs(one.ahead))[0]!,
  }
}

/**
 * Answers as a share of the requests that became due, in the second halves of the windows: 1 less what the backlog grew by. Where a server
 * keeps up, as many are answered as become due, however long each takes. Null where nothing was offered.
 */
export function answeredShare(windows: readonly Sample[]): number | null {
  const all = windows.flatMap(({ offered }) => offered ?? [])
  if (all.length === 0) return null
  const due = sum(all, ({ requests }) => Math.ceil(requests / 2))
  const grown = sum(all, ({ backlog }) => backlog.end - backlog.halfway)
  return Math.min(1, Math.max(0, 1 - grown / due))
}

/** Sums over the windows: what was offered, had to wait for a connection, and was never answered. */
export function offeredIn(windows: readonly Sample[]): Pick<Offered, 'requests' | 'queued' | 'unanswered'> {
  const all = windows.flatMap(({ offered }) => offered ?? [])
  return {
    requests: sum(all, ({ requests }) => requests),
    queued: sum(all, ({ queued }) => queued),
    unanswered: sum(all, ({ unanswered }) => unanswered),
  }
}

function sum(all: readonly Offered[], valueOf: (one: Offered) => number): number {
  return all.reduce((total, one) => total + valueOf(one), 0)
}
