import { isBusy } from '../../host/machine-load.ts'
import { ascending, median, medianAbsoluteDeviation } from '../../stats/summary.ts'
import { KINDS, type Kind } from './self-test-work.ts'
import type { BusyProcess } from '../../host/busy-processes.ts'
import type { SelfTest, Slice } from './self-test.ts'

/** The gate can lose one round in ten to other processes. */
const BUSY_SHARE = 0.1

/** A slice is quiet within this fraction of the best one: half of the smallest default tolerance of a baseline. */
const NEAR = 0.05

/**
 * The least share of slices that should be quiet, given that the gate judges a launch by the better half of its windows.
 * Measured 15 times for 5 s on a virtual machine that hid its neighbours: best 45.0 to 47.6 ms, median 45.8 to 52.5 ms,
 * spread 1 to 12 %, 12 to 89 % quiet. The four runs below a quarter had medians 9 to 15 % above the best.
 */
const ENOUGH_QUIET = 0.25

/** How evenly the machine repeated one kind of work. */
export type Pace = {
  readonly kind: Kind
  readonly slices: number
  /** Seconds of the second best slice: the best may be an inaccurate reading of the clock. */
  readonly best: number
  /** Seconds of the median slice. */
  readonly median: number
  /** Median absolute deviation ÷ median: a fraction. */
  readonly spread: number
  /** How much longer the slowest slice took than the median one: a fraction. */
  readonly worst: number
  /** Share of slices that were quiet. */
  readonly quiet: number
}

/** Cores that other processes used, second by second. */
export type OtherLoad = {
  readonly typical: number
  readonly most: number
  /** Seconds in which the gate would have discarded its round. */
  readonly busySeconds: number
  readonly seconds: number
}

export type Noise = {
  readonly paces: readonly Pace[]
  /** Null where the machine cannot tell. */
  readonly others: OtherLoad | null
  /** Mean number of cores that the hypervisor gave to other machines; null where the machine cannot tell. */
  readonly stolen: number | null
  readonly busy: readonly BusyProcess[]
  readonly judgement: Judgement
}

/** `busy`: because of other processes here. `uneven`: because of something that cannot be seen from here. */
export type Judgement = 'quiet' | 'uneven' | 'busy'

/** What a self-test shows about the machine. Pure. */
export function assessNoise({ slices, watched, busy }: SelfTest): Noise {
  const paces = KINDS.map((kind) => paceOf(kind, slices))
  const others = otherLoad(watched)
  const stolen = watched.flatMap((second) => second.stolen ?? [])
  return {
    paces,
    others,
    stolen: stolen.length === 0 ? null : stolen.reduce((sum, cores) => sum + cores, 0) / stolen.length,
    busy,
    judgement: judge(paces, others),
  }
}

function paceOf(kind: Kind, slices: readonly Slice[]): Pace {
  const seconds = slices.filter((slice) => slice.kind === kind).map((slice) => slice.seconds)
  const middle = median(seconds)
  const [fastest = 0, best = fastest] = ascending(seconds)
  return {
    kind,
    slices: seconds.length,
    best,
    median: middle,
    spread: medianAbsoluteDeviation(seconds) / middle,
    worst: Math.max(...seconds) / middle - 1,
    quiet: seconds.filter((one) => one <= best * (1 + NEAR)).length / seconds.length,
  }
}

function otherLoad(watched: SelfTest['watched']): OtherLoad | null {
  const seconds = watched.flatMap(({ others, stolen }) =>
    others === null ? [] : [{ others, stolen: stolen ?? 0, seconds: 1 }],
  )
  const cores = seconds.map(({ others }) => others)
  if (cores.length === 0) return null
  return {
    typical: median(cores),
    most: Math.max(...cores),
    busySeconds: seconds.filter(isBusy).length,
    seconds: cores.length,
  }
}

function judge(paces: readonly Pace[], others: OtherLoad | null): Judgement {
  if (others !== null && others.busySeconds > others.seconds * BUSY_SHARE) return 'busy'
  return paces.some(({ quiet }) => quiet < ENOUGH_QUIET) ? 'uneven' : 'quiet'
}
