import type { Alongside } from '../host/alongside.ts'
import type { Driver, Ends, Load, Target } from '../load/driver.ts'
import type { Sample, Unmeasured } from '../model/measurement.ts'
import type { Launch } from '../server/launch.ts'
import { runtimeBetween, type RuntimeUsage } from '../host/runtime-report.ts'
import { enoughFor } from '../stats/latencies.ts'
import { COMMON_ROUNDS } from '../verdict/windows.ts'
import { cpuBetween, usage, type Usage } from '../host/usage.ts'
import { otherCores, readMachine, stolenBetween, type MachineReading } from '../host/machine-load.ts'

/** One window. */
export type Span = {
  /** Seconds after an idle pause: they have load, but are not counted. */
  readonly leadIn: number
  readonly seconds: number
  /** Requests per second, where they come at a rate. */
  readonly rate?: number
  /** How many it holds, about; absent where the speed of the server is unknown. */
  readonly answers?: number
}

/** As short as possible, so that some windows fit between the moments in which a neighbour on the same core is at work. */
const SECONDS = [0.08, 0.16, 0.35, 1] as const

export const LONGEST = SECONDS[3]

/**
 * Requests that a window should hold at the rate of the warm-up, when a server is slowest. With fewer, one request more or
 * less would look like a change.
 */
const REQUESTS = 80

/** Seconds. The connections are open already, but they all send their first request at once. */
const LEAD_IN = { least: 0.01, connection: 0.000_1 } as const

/** The window for a server that answers so many requests per second: never below the generator's `shortest`, and the longest if the rate is unknown. */
export function spanFor(connections: number, answersASecond: number | null, shortest = 0): Span {
  const needed = answersASecond === null || answersASecond <= 0 ? Infinity : REQUESTS / answersASecond
  const seconds = SECONDS.find((one) => one >= Math.max(needed, shortest)) ?? LONGEST
  const leadIn = LEAD_IN.least + LEAD_IN.connection * connections
  return { leadIn, seconds, ...(answersASecond === null ? {} : { answers: answersASecond * seconds }) }
}

/** Answers of a launch that is asked at a rate: as many as a p99 takes, and a few to spare. */
const ANSWERS = 1.01 * enoughFor(0.99)

/** Windows of such a launch, if the budget has them. */
const WINDOWS = COMMON_ROUNDS - 1

/**
 * The window of a server that is asked at a rate, of which a budget has at most so many: between half of the longest and the longest, so that
 * a backlog can be seen to grow. Half a second shows what a second shows (docs/how-it-decides.md).
 */
export function spanAt(requestsPerSecond: number, most: number): Span {
  const needed = Math.ceil((100 * ANSWERS) / Math.min(most, WINDOWS) / requestsPerSecond) / 100
  const seconds = Math.min(LONGEST, Math.max(LONGEST / 2, needed))
  return { leadIn: 0.1, seconds, rate: requestsPerSecond, answers: requestsPerSecond * seconds }
}

/** What all clocks showed at one moment. */
export type Clocks = {
  readonly machine: MachineReading
  readonly server: Usage | null
  readonly generator: Usage | null
  readonly alongside: Usage | null
  /** CPU seconds of the gate's own main process. */
  readonly gate: number
}

export type Measured = Omit<Sample, 'wave' | 'round' | 'server' | 'side'> & {
  /** The server's processes at its beginning that were not there any more at its end. */
  readonly ended: readonly number[]
  /** Connections that it ended. */
  readonly ends?: Ends
}

/** What makes the load, and what belongs to the server without being its own. */
type Measuring = { readonly driver: Driver; readonly alongside?: Alongside }

/** One timed stretch of load on one launch, with all clocks read at its first and last counted moment. */
export async function measureWindow(
  { driver, alongside }: Measuring,
  launch: Launch,
  target: Target,
  span: Span,
): Promise<Measured> {
  let before: Clocks | undefined
  let after: Clocks | undefined
  // The server itself reports on its runtime, and the cost of that must not be counted. So it is asked before the lead-in, and
  // again as soon as the counted stretch is over.
  const runtimeBefore = await launch.runtime?.()
  let runtimeAfter: Promise<RuntimeUsage> | undefined
  const load = await driver.run(target, span, {
    began: () => (before = read(driver, launch, alongside)),
    ended: () => {
      after = read(driver, launch, alongside)
      runtimeAfter = launch.runtime?.()
    },
  })
  const used = usedBetween(load, before, after, launch.unmeasured())
  return {
    ...counted(load),
    ...(load.ends ? { ends: load.ends } : {}),
    ...(load.firstByte === undefined ? {} : { firstByte: load.firstByte }),
    ...(load.offered ? { offered: load.offered } : {}),
    ...used,
    ...runtime(runtimeBefore, await runtimeAfter),
  }
}

function read(driver: Driver, launch: Launch, alongside: Alongside | undefined): Clocks {
  const { user, system } = process.cpuUsage()
  return {
    server: launch.usage(),
    generator: usage(driver.pid),
    alongside: alongside?.usage() ?? null,
    machine: readMachine(),
    gate: (user + system) / 1e6,
  }
}

function counted({ elapsed, requests, failures, firstWrong, latency, histogram, byRequest }: Load) {
  return {
    elapsed,
    requests,
    failures,
    ...(firstWrong ? { firstWrong } : {}),
    latency,
    histogram,
    ...(byRequest ? { byRequest } : {}),
  }
}

function runtime(
  before: RuntimeUsage | undefined,
  after: RuntimeUsage | undefined,
): Pick<Measured, 'gc' | 'eventLoopUtilisation'> {
  const shares = before && after ? runtimeBetween(before, after) : null
  return { gc: shares?.gc ?? null, eventLoopUtilisation: shares?.eventLoopUtilisation ?? null }
}

type Used = Pick<
  Measured,
  'cpu' | 'memory' | 'generatorCores' | 'alongsideCores' | 'otherCores' | 'stolenCores' | 'ended'
>

const UNKNOWN: Used = {
  cpu: null,
  memory: null,
  generatorCores: null,
  alongsideCores: null,
  otherCores: null,
  stolenCores: null,
  ended: [],
}

/**
 * What everybody used between two readings. Of a server whose CPU and memory cannot be measured, both are null. Where even the
 * processes that answer are unknown, nobody can tell their CPU from a neighbour's either.
 */
export function usedBetween(
  { elapsed, whole }: Pick<Load, 'elapsed' | 'whole'>,
  before: Clocks | undefined,
  after: Clocks | undefined,
  unmeasured: Unmeasured | null,
): Used {
  if (!before || !after) return UNKNOWN
  const server = rate(before.server, after.server)
  const generator = rate(before.generator, after.generator)
  const beside = rate(before.alongside, after.alongside)
  const span = after.machine.at - before.machine.at
  const own = ((server ?? 0) + (generator ?? 0) + (beside ?? 0)) * span + (after.gate - before.gate)
  const knowsAll = unmeasured === null || unmeasured.kind === 'stranger'
  return {
    // The clocks are read a moment after the marks were set, so this is the rate times the generator's own stretch. With `whole`,
    // all load was sent between the marks, so all CPU time counts.
    cpu: server === null || unmeasured ? null : server * (whole ? span : elapsed),
    memory: unmeasured ? null : (after.server?.memory ?? null),
    generatorCores: generator,
    alongsideCores: beside,
    otherCores: knowsAll ? otherCores(before.machine, after.machine, own) : null,
    stolenCores: stolenBetween(before.machine, after.machine),
    ended: endedBetween(before.server, after.server),
  }
}

/** CPU seconds per second. */
function rate(before: Usage | null, after: Usage | null): number | null {
  return before && after && after.at > before.at ? cpuBetween(before, after) / (after.at - before.at) : null
}

function endedBetween(before: Usage | null, after: Usage | null): readonly number[] {
  return (before?.pids ?? []).filter((pid) => !after?.pids.includes(pid))
}
