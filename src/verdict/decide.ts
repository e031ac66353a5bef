import { METRICS, type Metric } from '../model/metrics.ts'
import { asChange, turned } from './change.ts'
import { launchesIn, mirrored, shiftIn, waves, type Evidence } from './evidence.ts'
import { CONFIRMED_AT, LOOKS, nextLook, type Look } from './looks.ts'
import type { Change, Word } from '../model/verdict.ts'

export type Question = {
  readonly metric: Metric
  /** Fraction: 0.1 allows a throughput 10 % lower or a latency 10 % higher. */
  readonly tolerance: number
  readonly evidence: Evidence
  /**
   * In ln units, added to both sides of the interval: what this comparison may be wrong by for reasons that more launches do
   * not cure, as far as it is known after so many of them.
   */
  readonly margin: (launches: number) => number
}

export type Decision = {
  readonly verdict: Extract<Word, 'holds' | 'regressed' | 'improved' | 'unsure'>
  /** Seen once, and not yet confirmed by fresh launches. */
  readonly suspected: 'regressed' | 'improved' | null
  readonly change: Change
  /** The smallest slowdown that these launches would have shown, as a fraction; null when none, or none below 1000 %. */
  readonly detectable: number | null
  /** Launches behind all of this: those of the look that decided, or all. */
  readonly launches: number
}

/**
 * The verdict on one cell after so many launches: that of the first look that could tell (`LOOKS`), so that launches which
 * come later never change what was decided. Pure; the evidence must hold a launch.
 *
 * At a look, in ln units and signed so that positive is worse: `regressed` when the estimate reaches the tolerance and its
 * lower bound is above 0, and when the launches that come after show it again (alone: a bound above 0; together with the
 * first: the same word). `holds` when the upper bound stays below the tolerance. `improved` is the mirror image of
 * `regressed`; what improved and was not confirmed `holds` if the launches after it let it. Anything else is `unsure`.
 */
export function decide({ metric, tolerance, evidence, margin }: Question): Decision {
  const { better } = METRICS[metric]
  const cell: Cell = {
    better,
    margin,
    worse: better === 'higher' ? mirrored(evidence) : evidence,
    limit: better === 'higher' ? -Math.log1p(-Math.min(tolerance, 1)) : Math.log1p(tolerance),
  }
  const launches = launchesIn(evidence)
  const outcomes = LOOKS.filter((look) => look.launches <= launches).map((look) => outcomeOf(cell, look, launches))
  const decided = outcomes
    .filter((outcome) => outcome.state === 'decided')
    .toSorted((a, b) => a.launches - b.launches)[0]
  if (decided) return answer(cell, decided.word, decided.look, decided.launches, null)
  const suspect = outcomes.find((outcome) => outcome.state === 'suspected')
  const word = suspect?.word === 'improved' && holdsAt(cell, suspect.look, launches) ? 'holds' : 'unsure'
  return answer(cell, word, nextLook(launches), launches, suspect?.word ?? null)
}

type Cell = {
  readonly worse: Evidence
  readonly better: 'higher' | 'lower'
  readonly limit: number
  readonly margin: Question['margin']
}

/** What one look came to; `launches` are those that it took to decide. */
type LookResult =
  | { readonly state: 'decided'; readonly look: Look; readonly word: Decision['verdict']; readonly launches: number }
  | { readonly state: 'suspected'; readonly look: Look; readonly word: 'regressed' | 'improved' }
  | { readonly state: 'open' }

function outcomeOf(cell: Cell, look: Look, launches: number): LookResult {
  const word = wordAt(cell, look, look.launches)
  if (word === 'unsure') return { state: 'open' }
  if (word === 'holds') return { state: 'decided', look, word, launches: look.launches }
  const end = look.launches + look.confirm
  if (launches < end) return { state: 'suspected', look, word }
  if (repeats(cell, look, word, end)) return { state: 'decided', look, word, launches: end }
  return word === 'improved' && holdsAt(cell, look, end)
    ? { state: 'decided', look, word: 'holds', launches: end }
    : { state: 'open' }
}

function wordAt(cell: Cell, { alpha, beta }: Look, launches: number): Decision['verdict'] {
  const { limit } = cell
  const [seen, margin] = [waves(cell.worse, 0, launches), cell.margin(launches)]
  const { estimate, low, high } = shiftIn(seen, alpha)
  if (estimate >= limit && low - margin > 0) return 'regressed'
  if (estimate <= -limit && high + margin < 0) return 'improved'
  return shiftIn(seen, beta).high + margin < limit ? 'holds' : 'unsure'
}

/** Whether an improvement that is not confirmed at least holds, with the launches since then. */
function holdsAt(cell: Cell, look: Look, launches: number): boolean {
  const word = wordAt(cell, look, launches)
  return word === 'holds' || word === 'improved'
}

function repeats(cell: Cell, look: Look, word: 'regressed' | 'improved', end: number): boolean {
  const { low, high } = shiftIn(waves(cell.worse, look.launches, end), CONFIRMED_AT)
  const margin = cell.margin(end)
  const again = word === 'regressed' ? low - margin > 0 : high + margin < 0
  return again && wordAt(cell, look, end) === word
}

/** In ln units: launches that would only show a slowdown to eleven times the time show none that anybody cares about. */
const BLIND = Math.log(11)

function answer(
  cell: Cell,
  word: Decision['verdict'],
  { alpha }: Look,
  launches: number,
  suspected: Decision['suspected'],
): Decision {
  const { better, worse, limit } = cell
  const margin = cell.margin(launches)
  const { estimate, low, high } = shiftIn(waves(worse, 0, launches), alpha)
  const bounds = { estimate, low: low - margin, high: high + margin }
  const width = estimate - bounds.low
  return {
    verdict: word,
    suspected,
    change: asChange(better === 'lower' ? bounds : turned(bounds)),
    detectable: width < BLIND ? fraction(Math.max(limit, width), better) : null,
    launches,
  }
}

/** The size of a slowdown as people say it: a throughput that falls by 0.1, a latency that grows by 0.1. */
function fraction(worse: number, better: 'higher' | 'lower'): number {
  return better === 'higher' ? -Math.expm1(-worse) : Math.expm1(worse)
}
