import type { Driver, Load, Target } from '../load/driver.ts'
import type { Sample } from '../sample.ts'
import type { Launch } from '../server/launch.ts'
import { runtimeBetween, type RuntimeUsage } from '../server/runtime-usage.ts'
import { cpuBetween, usage, type Usage } from '../server/usage.ts'
import { otherCores, readMachine, type MachineReading } from './machine-load.ts'

/** Seconds of one window: the lead-in after an idle pause is loaded and not counted. */
export const WINDOW = { leadIn: 0.2, seconds: 0.35 } as const

/** What every clock showed at one moment. */
type Reading = {
  readonly machine: MachineReading
  readonly server: Usage | null
  readonly generator: Usage | null
  /** CPU seconds of the gate's own main process. */
  readonly gate: number
}

export type Measured = Omit<Sample, 'wave' | 'round' | 'server'> & {
  /** The server's processes were not the same at the end as at the beginning. */
  readonly replaced: boolean
}

/** One timed stretch of load on one launch, with all clocks read at its first and last counted moment. */
export async function measureWindow(driver: Driver, launch: Launch, target: Target): Promise<Measured> {
  let before: Reading | undefined
  let after: Reading | undefined
  // The server itself has to answer for its runtime, and what that costs must not be counted: so before the lead-in, and
  // again as soon as the counted stretch is over.
  const runtimeBefore = await launch.runtime?.()
  let runtimeAfter: Promise<RuntimeUsage> | undefined
  const load = await driver.run(target, WINDOW, {
    began: () => (before = read(driver, launch)),
    ended: () => {
      after = read(driver, launch)
      runtimeAfter = launch.runtime?.()
    },
  })
  return { ...counted(load), ...used(load.elapsed, before, after), ...runtime(runtimeBefore, await runtimeAfter) }
}

function read(driver: Driver, launch: Launch): Reading {
  const { user, system } = process.cpuUsage()
  return { server: launch.usage(), generator: usage(driver.pid), machine: readMachine(), gate: (user + system) / 1e6 }
}

function counted({ elapsed, requests, failures, latency, histogram }: Load) {
  return { elapsed, requests, failures, latency, histogram }
}

function runtime(before: RuntimeUsage | undefined, after: RuntimeUsage | undefined): Pick<Measured, 'gc' | 'eventLoopUtilisation'> {
  const shares = before && after ? runtimeBetween(before, after) : null
  return { gc: shares?.gc ?? null, eventLoopUtilisation: shares?.eventLoopUtilisation ?? null }
}

type Used = Pick<Measured, 'cpu' | 'memory' | 'generatorCores' | 'otherCores' | 'replaced'>

const UNKNOWN: Used = { cpu: null, memory: null, generatorCores: null, otherCores: null, replaced: false }

function used(elapsed: number, before: Reading | undefined, after: Reading | undefined): Used {
  if (!before || !after) return UNKNOWN
  const server = rate(before.server, after.server)
  const generator = rate(before.generator, after.generator)
  const span = after.machine.at - before.machine.at
  const own = ((server ?? 0) + (generator ?? 0)) * span + (after.gate - before.gate)
  return {
    // A rate times the generator's own stretch: the clocks are read a moment after the marks were set.
    cpu: server === null ? null : server * elapsed,
    memory: after.server?.memory ?? null,
    generatorCores: generator,
    otherCores: otherCores(before.machine, after.machine, own),
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
