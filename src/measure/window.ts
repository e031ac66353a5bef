import type { Driver, Load, Target } from '../load/driver.ts'
import type { Sample } from '../model/sample.ts'
import type { Launch } from '../server/launch.ts'
import { runtimeBetween, type RuntimeUsage } from '../host/runtime-report.ts'
import { cpuBetween, usage, type Usage } from '../host/usage.ts'
import { otherCores, readMachine, stolenBetween, type MachineReading } from '../host/machine-load.ts'

/** Seconds of one window: the lead-in after an idle pause is loaded and not counted. */
export type Span = { readonly leadIn: number; readonly seconds: number }

/** As short as it goes, so that some windows fit between the moments in which a neighbour on the same core is at work. */
const SECONDS = [0.08, 0.16, 0.35, 1] as const

/**
 * Requests that a window should hold at the rate of the warm-up, in which a server is at its slowest: with fewer, one request
 * more or less would be a change.
 */
const REQUESTS = 80

/** The connections are open, but all at once send their first request. */
const LEAD_IN = { least: 0.01, connection: 0.000_1 } as const

/** The window for a server that answers so many requests a second over so many connections, not shorter than the generator can; the longest where that is not known. */
export function spanFor(connections: number, answersASecond: number | null, shortest = 0): Span {
  const needed = answersASecond === null || answersASecond <= 0 ? Infinity : REQUESTS / answersASecond
  const seconds = SECONDS.find((one) => one >= Math.max(needed, shortest)) ?? (SECONDS.at(-1) as number)
  return { leadIn: LEAD_IN.least + LEAD_IN.connection * connections, seconds }
}

/** What every clock showed at one moment. */
type Reading = {
  readonly machine: MachineReading
  readonly server: Usage | null
  readonly generator: Usage | null
  /** CPU seconds of the gate's own main process. */
  readonly gate: number
}

export type Measured = Omit<Sample, 'wave' | 'round' | 'server' | 'side'> & {
  /** The server's processes were not the same at the end as at the beginning. */
  readonly replaced: boolean
}

/** One timed stretch of load on one launch, with all clocks read at its first and last counted moment. */
export async function measureWindow(driver: Driver, launch: Launch, target: Target, span: Span): Promise<Measured> {
  let before: Reading | undefined
  let after: Reading | undefined
  // The server itself has to answer for its runtime, and what that costs must not be counted: so before the lead-in, and
  // again as soon as the counted stretch is over.
  const runtimeBefore = await launch.runtime?.()
  let runtimeAfter: Promise<RuntimeUsage> | undefined
  const load = await driver.run(target, span, {
    began: () => (before = read(driver, launch)),
    ended: () => {
      after = read(driver, launch)
      runtimeAfter = launch.runtime?.()
    },
  })
  return { ...counted(load), ...used(load, before, after), ...runtime(runtimeBefore, await runtimeAfter) }
}

function read(driver: Driver, launch: Launch): Reading {
  const { user, system } = process.cpuUsage()
  return { server: launch.usage(), generator: usage(driver.pid), machine: readMachine(), gate: (user + system) / 1e6 }
}

function counted({ elapsed, requests, failures, latency, histogram }: Load) {
  return { elapsed, requests, failures, latency, histogram }
}

function runtime(
  before: RuntimeUsage | undefined,
  after: RuntimeUsage | undefined,
): Pick<Measured, 'gc' | 'eventLoopUtilisation'> {
  const shares = before && after ? runtimeBetween(before, after) : null
  return { gc: shares?.gc ?? null, eventLoopUtilisation: shares?.eventLoopUtilisation ?? null }
}

type Used = Pick<Measured, 'cpu' | 'memory' | 'generatorCores' | 'otherCores' | 'stolenCores' | 'replaced'>

const UNKNOWN: Used = {
  cpu: null,
  memory: null,
  generatorCores: null,
  otherCores: null,
  stolenCores: null,
  replaced: false,
}

function used({ elapsed, whole }: Load, before: Reading | undefined, after: Reading | undefined): Used {
  if (!before || !after) return UNKNOWN
  const server = rate(before.server, after.server)
  const generator = rate(before.generator, after.generator)
  const span = after.machine.at - before.machine.at
  const own = ((server ?? 0) + (generator ?? 0)) * span + (after.gate - before.gate)
  return {
    // A rate times the generator's own stretch, for the clocks are read a moment after the marks were set; or all of it, where nothing was sent outside.
    cpu: server === null ? null : server * (whole ? span : elapsed),
    memory: after.server?.memory ?? null,
    generatorCores: generator,
    otherCores: otherCores(before.machine, after.machine, own),
    stolenCores: stolenBetween(before.machine, after.machine),
    replaced: before.server !== null && (after.server === null || gone(before.server, after.server)),
  }
}

/** CPU seconds a second. */
function rate(before: Usage | null, after: Usage | null): number | null {
  return before && after && after.at > before.at ? cpuBetween(before, after) / (after.at - before.at) : null
}

function gone(before: Usage, after: Usage): boolean {
  return before.pids.some((pid) => !after.pids.includes(pid))
}
