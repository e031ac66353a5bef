import { messages } from './messages.ts'
import { METRICS, type Metric } from '../model/metrics.ts'
import { formatChange, formatShare, formatWholeChange } from '../model/units.ts'
import { splitOf, type Launched, type Share, type Split } from './modes.ts'

/** What one server's modes are looked for in. */
export type Question = {
  readonly server: string
  /** As its definition says; null where that is not known. */
  readonly runtime: 'plain' | 'steady' | null
  /** A metric's launches of today, none where it cannot be used. */
  readonly now: (metric: Metric) => readonly Launched[]
  /** Launches to count beside them, none where there are none, and where they are from. */
  readonly before: (metric: Metric) => readonly Launched[]
  readonly where: 'baseline' | 'base'
}

/** In the order of what they explain: the first that shows modes is told. Throughput stands in where CPU is not measured. */
const TOLD: readonly Metric[] = ['cpuPerRequest', 'throughput', 'latencyP50', 'memory']

/** The error of saying that slow launches have become more, where they have not. */
const ALPHA = 0.01

/** Garbage collection is the reason where it takes twice as much, if that is two hundredths of a core more. */
const GC = { times: 2, cores: 0.02 } as const

/** What to say of one server whose launches fall into modes, or null. */
export function modeNote(question: Question): string | null {
  for (const metric of TOLD) {
    const split = splitOf(metric, question.now(metric), question.before(metric))
    if (split) return [finding(question, split), ...advice(question, split)].join(' ')
  }
  return null
}

function finding({ server, where }: Question, split: Split): string {
  const mode = split.metric === 'memory' ? 'large' : 'slow'
  const costs = `${formatWholeChange(split.change)} ${METRICS[split.metric].label}${reason(split)}`
  const now = counted(split.now)
  const before = split.before && counted(split.before)
  if (before === null || !isShift(split)) return messages.modes({ server, mode, now, before, where, costs })
  const others = split.fast === null ? null : formatChange(split.fast)
  return messages.moreOfMode({ server, mode, now, before, where, p: likely(split.p ?? 1), costs, others })
}

function isShift({ p }: Split): boolean {
  return p !== null && p <= ALPHA
}

function reason({ gc }: Split): string {
  return gc && explains(gc) ? messages.gcInModes({ slow: formatShare(gc.slow), fast: formatShare(gc.fast) }) : ''
}

function explains({ slow, fast }: NonNullable<Split['gc']>): boolean {
  return slow >= GC.times * fast && slow - fast >= GC.cores
}

/** Never what is done already. */
function advice({ runtime }: Question, split: Split): readonly string[] {
  const { gc, metric } = split
  const ofTime = metric !== 'memory'
  const innocent =
    ofTime && gc && !explains(gc) ? [messages.gcNotWhy({ slow: formatShare(gc.slow), fast: formatShare(gc.fast) })] : []
  if (runtime === 'plain') return [...innocent, messages.steadier]
  if (ofTime && runtime === 'steady' && gc === null) return [messages.askRuntime]
  return isShift(split) ? innocent : [...innocent, messages.moreLaunches]
}

function counted({ slow, all }: Share): string {
  return `${slow} of ${all}`
}

function likely(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${Number(p.toPrecision(1))}`
}
