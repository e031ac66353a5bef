import { METRICS, type TimedMetric } from '../model/metrics.ts'
import { beyondNoise, FEW } from './beyond-noise.ts'
import { inWaves, launchesIn, mirror, reverse, shiftIn, toChange, type Evidence } from './evidence.ts'
import { CONFIRMED_AT, LOOKS, nextLook, type Look } from './looks.ts'
import { looksWorse } from './looks-worse.ts'
import type { Change, Word } from '../model/verdict.ts'

/** What `decide` needs to know of one cell. */
export type DecisionInput = {
  readonly metric: TimedMetric
  /** Fraction: 0.1 allows a throughput 10 % lower or a latency 10 % higher. */
  readonly tolerance: number
  readonly evidence: Evidence
  /**
   * In ln units, added to both sides of the interval: by how much this comparison may be wrong for reasons that more launches
   * do not cure, as far as that is known after so many launches.
   */
  readonly margin: (launches: number) => number
  /** `false`: what is better than allowed only holds, as beside a limit. */
  readonly improves?: false
}

export type Decision = {
  readonly verdict: Extract<Word, 'holds' | 'regressed' | 'improved' | 'unsure'>
  /** Seen once, and not yet confirmed by fresh launches. */
  readonly suspected: 'regressed' | 'improved' | null
  readonly change: Change
  /** The smallest slowdown that these launches would have shown, as a fraction; null when that is none below 1000 %. */
  readonly detectable: number | null
  /** The launches that this rests on: those of the look that decided, or all. */
  readonly launches: number
}

export type TimedDecision = Decision & {
  /** Whether it seems to be worse than the tolerance allows, by more than the references moved (`looks-worse.ts`). */
  readonly looksWorse: boolean
}

/**
 * The verdict on one cell: that of the first look (`LOOKS`) that could tell, so that later launches never change what was
 * decided. The evidence must hold a launch.
 *
 * At a look, in ln units and signed so that positive is worse:
 * - `regressed` when the estimate reaches the tolerance and its lower bound is above 0, and when fresh launches confirm it: alone
 *   by a bound above 0, and together with the first by the same verdict.
 * - `holds` when the upper bound stays below the tolerance.
 * - `improved` is the mirror image of `regressed`. An improvement that is not confirmed `holds` if all launches together say so.
 * - `unsure` otherwise.
 *
 * Before any look, three launches that are beyond all noise (`beyondNoise`) are `regressed` at once: nothing has to confirm them.
 */
export function decide(input: DecisionInput): TimedDecision {
  const cell = orient(input)
  const obvious = decideBeyondNoise(input)
  if (obvious) return obvious
  const launches = launchesIn(input.evidence)
  const results = LOOKS.filter((look) => look.launches <= launches).map((look) => lookAt(cell, look, launches))
  const decided = results.filter((result) => result.state === 'decided').toSorted((a, b) => a.launches - b.launches)[0]
  if (decided) return decision(cell, decided.word, decided.look, decided.launches, null)
  const suspect = results.find((result) => result.state === 'suspected')
  const word = suspect?.word === 'improved' && holdsAt(cell, suspect.look, launches) ? 'holds' : 'unsure'
  return decision(cell, word, nextLook(launches), launches, suspect?.word ?? null)
}

/**
 * Red where the first three launches are beyond all noise; null where they are not. The bounds are the smallest and the largest
 * step between two launches.
 */
export function decideBeyondNoise(input: DecisionInput): TimedDecision | null {
  const { metric, evidence } = input
  const { better, limit, margin } = orient(input)
  const step = beyondNoise(metric, evidence)
  if (!step) return null
  const widened = { ...step, low: step.low - margin(FEW), high: step.high + margin(FEW) }
  if (widened.low < limit) return null
  return {
    verdict: 'regressed',
    suspected: null,
    change: toChange(better === 'lower' ? widened : reverse(widened)),
    detectable: toFraction(Math.max(limit, step.estimate - widened.low), better),
    launches: FEW,
    looksWorse: true,
  }
}

function orient({ metric, tolerance, evidence, margin, improves }: DecisionInput): Oriented {
  const { better } = METRICS[metric]
  return {
    better,
    margin,
    improves: improves ?? true,
    worse: better === 'higher' ? mirror(evidence) : evidence,
    limit: better === 'higher' ? -Math.log1p(-Math.min(tolerance, 1)) : Math.log1p(tolerance),
  }
}

/** The same cell, signed so that positive is worse. */
type Oriented = {
  readonly worse: Evidence
  readonly better: 'higher' | 'lower'
  readonly limit: number
  readonly margin: DecisionInput['margin']
  readonly improves: boolean
}

/** `launches` are those that it took to decide. */
type LookResult =
  | { readonly state: 'decided'; readonly look: Look; readonly word: Decision['verdict']; readonly launches: number }
  | { readonly state: 'suspected'; readonly look: Look; readonly word: 'regressed' | 'improved' }
  | { readonly state: 'open' }

function lookAt(cell: Oriented, look: Look, launches: number): LookResult {
  const word = wordAt(cell, look, look.launches)
  if (word === 'unsure') return { state: 'open' }
  if (word === 'holds') return { state: 'decided', look, word, launches: look.launches }
  const end = look.launches + look.confirm
  if (launches < end) return { state: 'suspected', look, word }
  if (isConfirmed(cell, look, word, end)) return { state: 'decided', look, word, launches: end }
  return word === 'improved' && holdsAt(cell, look, end)
    ? { state: 'decided', look, word: 'holds', launches: end }
    : { state: 'open' }
}

function wordAt(cell: Oriented, { alpha, beta }: Look, launches: number): Decision['verdict'] {
  const { limit, improves } = cell
  const [seen, margin] = [inWaves(cell.worse, 0, launches), cell.margin(launches)]
  const { estimate, low, high } = shiftIn(seen, alpha)
  if (estimate >= limit && low - margin > 0) return 'regressed'
  if (improves && estimate <= -limit && high + margin < 0) return 'improved'
  return shiftIn(seen, beta).high + margin < limit ? 'holds' : 'unsure'
}

/** Whether an unconfirmed improvement at least holds, with the launches since then. */
function holdsAt(cell: Oriented, look: Look, launches: number): boolean {
  const word = wordAt(cell, look, launches)
  return word === 'holds' || word === 'improved'
}

function isConfirmed(cell: Oriented, look: Look, word: 'regressed' | 'improved', end: number): boolean {
  const { low, high } = shiftIn(inWaves(cell.worse, look.launches, end), CONFIRMED_AT)
  const margin = cell.margin(end)
  const again = word === 'regressed' ? low - margin > 0 : high + margin < 0
  return again && wordAt(cell, look, end) === word
}

/** In ln units, 1000 % more: nobody needs to hear that only such a slowdown would have shown. */
const BLIND = Math.log(11)

function decision(
  cell: Oriented,
  word: Decision['verdict'],
  { alpha }: Look,
  launches: number,
  suspected: Decision['suspected'],
): TimedDecision {
  const { better, worse, limit } = cell
  const margin = cell.margin(launches)
  const { estimate, low, high } = shiftIn(inWaves(worse, 0, launches), alpha)
  const bounds = { estimate, low: low - margin, high: high + margin }
  const width = estimate - bounds.low
  return {
    verdict: word,
    suspected,
    change: toChange(better === 'lower' ? bounds : reverse(bounds)),
    detectable: width < BLIND ? toFraction(Math.max(limit, width), better) : null,
    launches,
    looksWorse: looksWorse(inWaves(worse, 0, launches), limit, margin),
  }
}

/** The size of a slowdown as people say it: a throughput that falls by 0.1, a latency that grows by 0.1. */
function toFraction(worse: number, better: 'higher' | 'lower'): number {
  return better === 'higher' ? -Math.expm1(-worse) : Math.expm1(worse)
}
