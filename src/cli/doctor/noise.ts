import { isBusy } from '../../host/machine-load.ts'
import { ascending, median, medianAbsoluteDeviation } from '../../stats/summary.ts'
import type { Busy } from './processes.ts'
import type { SelfTest, Slice } from './self-test.ts'
import { KINDS, type Kind } from './work.ts'

/** The gate can lose one round in ten to others. */
const BUSY_SHARE = 0.1

/** A slice is quiet within this fraction of the best one: half of the smallest tolerance that a baseline has by default. */
const NEAR = 0.05

/**
 * The least share of slices that should be quiet; the gate knows a launch by the better half of its windows.
 * Fifteen times five seconds of such a slice on a virtual machine that hid its neighbours: best 45.0 to 47.6 ms, median
 * 45.8 to 52.5 ms, spread 1 to 12 %, and 12 to 89 % quiet; the four below a quarter had medians 9 to 15 % above the best.
 */
const ENOUGH = 0.25

/** How evenly a machine did one kind of the same work over and over. */
export type Pace = {
  readonly kind: Kind
  readonly slices: number
  /** Seconds of the second best slice: neighbours only make slower, and the best may be a lucky reading of the clock. */
  readonly best: number
  /** Seconds of the middle slice. */
  readonly median: number
  /** Median absolute deviation ÷ median: a fraction. */
  readonly spread: number
  /** By which fraction the slowest slice took longer than the middle one. */
  readonly worst: number
  /** Share of slices that were quiet. */
  readonly quiet: number
}

/** Cores in use by others, over seconds that were watched. */
export type Others = {
  readonly typical: number
  readonly most: number
  /** Seconds in which the gate would have thrown its round away. */
  readonly busySeconds: number
  readonly seconds: number
}

export type Noise = {
  readonly paces: readonly Pace[]
  /** Null where the machine cannot tell. */
  readonly others: Others | null
  /** Cores that a hypervisor gave to others, on average. */
  readonly stolen: number | null
  readonly busy: readonly Busy[]
  readonly judgement: Judgement
}

/** `busy`: by processes of this machine. `uneven`: by what it cannot see. */
export type Judgement = 'quiet' | 'uneven' | 'busy'

/** What a self-test says about the machine. Pure. */
export function noiseOf({ slices, watched, busy }: SelfTest): Noise {
  const paces = KINDS.map((kind) => paceOf(kind, slices))
  const others = othersOf(watched)
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

function othersOf(watched: SelfTest['watched']): Others | null {
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

function judge(paces: readonly Pace[], others: Others | null): Judgement {
  if (others !== null && others.busySeconds > others.seconds * BUSY_SHARE) return 'busy'
  return paces.some(({ quiet }) => quiet < ENOUGH) ? 'uneven' : 'quiet'
}
