import { countShift, shiftFrom, USUAL_SPREAD } from './count-shift.ts'
import type { CountValue } from './count-values.ts'
import type { Decision } from './decide.ts'
import { toChange } from './evidence.ts'

export type CountInput = {
  /** Launches of base, or those that a baseline recorded. */
  readonly before: readonly CountValue[]
  /** Launches of today, in the order in which they were counted. */
  readonly now: readonly CountValue[]
  /** Fraction: 0.01 allows 1 % more instructions per request. */
  readonly tolerance: number
  /** Fraction, added to both sides of the interval: what another libc or valgrind may have moved (`compareIdentities`). */
  readonly margin?: number
  /** `before` are launches of today, too, as in an A/B run: a look takes as many of them as of `now`. */
  readonly bothToday?: boolean
  /** In place of `before`: a number that is exact. What is below it only holds. */
  readonly exact?: number
}

export type CountDecision = Decision & {
  /** What launches differ by today: a standard deviation as a fraction. Null where that cannot be told. */
  readonly spread: number | null
  /** Further launches of each side until there is a next look, or until a red can be confirmed; 0 where none would help. */
  readonly needed: { readonly before: number; readonly now: number }
}

/** Launches of today at which there is a look: two more each time where those before did not decide. */
const LOOKS = [2, 4] as const

/** Beside as many recorded launches, which tell what launches differ by, there is a look at one launch of today, too. */
const ENOUGH_TO_KNOW = 4

/** Launches of today that may be red. A single one holds, or says nothing. */
const FEWEST_FOR_RED = LOOKS[0]

/** Fresh launches that confirm a red: one where launches repeat, or nearly do and all of the interval is beyond the tolerance; three elsewhere. */
const CONFIRMING = { clear: 1, other: 3 } as const

/** Launches that differ by no more than this repeat. */
const REPEATING = 1.5 * USUAL_SPREAD

/** Launches that differ by no more than this nearly repeat. */
const NEARLY_REPEATING = 2.5 * USUAL_SPREAD

const NONE = { before: 0, now: 0 } as const

/** How many launches of today the first look takes, beside so many recorded ones. */
export function firstLook(recorded: number): number {
  return recorded >= ENOUGH_TO_KNOW ? 1 : LOOKS[0]
}

/**
 * The verdict on one counted metric, of which less is better. At a look, in ln units:
 * - `regressed` when the estimate reaches the tolerance and its lower bound is above 0, and when fresh launches show it again: their
 *   own mean reaches the tolerance, and all launches together say the same.
 * - `holds` when the upper bound stays below the tolerance.
 * - `improved` is the mirror image of `regressed`; while it is not confirmed it `holds`.
 * - `unsure` otherwise, with more launches needed until there are four.
 *
 * One launch beside enough recorded ones holds when it surely lies within half of the tolerance. When it suspects a red, all the
 * launches are needed that would confirm it.
 * Launches that come after a verdict never change it. RangeError when a side has no launch or a value is not above 0.
 */
export function decideCount(input: CountInput): CountDecision {
  const launches = input.bothToday ? Math.min(input.before.length, input.now.length) : input.now.length
  const looks = [...new Set([firstLook(input.before.length), ...LOOKS])]
  for (const look of looks.filter((one) => one <= launches)) {
    const decided = decideAt(input, look)
    if (decided) return decided
  }
  const next = looks.find((look) => look > launches)
  const needed = next
    ? { now: missing(input.now, next), before: input.bothToday ? missing(input.before, next) : 0 }
    : NONE
  return decision(input, { look: input.before.length, end: input.now.length }, 'unsure', null, needed)
}

function missing(launches: readonly CountValue[], wanted: number): number {
  return Math.max(0, wanted - launches.length)
}

/** How many launches of today decide: those of `now` up to `end`, and in an A/B run those of base up to the look. */
type Seen = { readonly look: number; readonly end: number }

function shiftAt({ before, now, bothToday, exact }: CountInput, { look, end }: Seen, from = 0) {
  const seen = now.slice(from, Math.max(end, 1))
  if (exact !== undefined) return shiftFrom(exact, seen)
  return countShift(bothToday ? before.slice(0, Math.max(look, 1)) : before, seen)
}

function decideAt(input: CountInput, look: number): CountDecision | null {
  if (look < FEWEST_FOR_RED) return decideByOne(input)
  const seen = { look, end: look }
  const word = wordAt(input, seen)
  if (word === 'unsure') return null
  if (word === 'holds') return decision(input, seen, word, null)
  const end = look + toConfirm(input, seen)
  const left = missing(input.now, end)
  if (left > 0) {
    const soFar = { look, end: input.now.length }
    return word === 'improved'
      ? decision(input, soFar, 'holds', word)
      : decision(input, soFar, 'unsure', word, { before: 0, now: left })
  }
  if (isConfirmed(input, { look, end }, word)) return decision(input, { look, end }, word, null)
  const holds = word === 'improved' && wordAt(input, { look, end }) === 'holds'
  return holds ? decision(input, { look, end }, 'holds', null) : null
}

/** Null where the first launch says nothing, which goes for what it suspects, too, as soon as there is another. */
function decideByOne(input: CountInput): CountDecision | null {
  const seen = { look: 1, end: 1 }
  if (isUnchanged(input, seen)) return decision(input, seen, 'holds', null)
  if (input.now.length > 1 || wordAt(input, seen) !== 'regressed') return null
  const more = FEWEST_FOR_RED - 1 + toConfirm(input, seen)
  return decision(input, seen, 'unsure', 'regressed', { before: 0, now: more })
}

/** Whether it surely lies within half of the tolerance. Code that changed by more may also differ more from launch to launch than it did. */
function isUnchanged(input: CountInput, seen: Seen): boolean {
  const { estimate, holds } = shiftAt(input, seen)
  const reach = holds - estimate + Math.log1p(input.margin ?? 0)
  return Math.abs(estimate) + reach < Math.log1p(input.tolerance) / 2
}

function toConfirm(input: CountInput, seen: Seen): number {
  return isClear(input, seen) ? CONFIRMING.clear : CONFIRMING.other
}

/** Whether one fresh launch can confirm it. Where launches differ by more, two of them may agree by luck, however far they are. */
function isClear(input: CountInput, seen: Seen): boolean {
  const { low, high, spread } = shiftAt(input, seen)
  const beyond = Math.log1p(input.tolerance) + Math.log1p(input.margin ?? 0)
  return spread <= REPEATING || (spread <= NEARLY_REPEATING && (low > beyond || high < -beyond))
}

function wordAt(input: CountInput, seen: Seen): Decision['verdict'] {
  const [limit, margin] = [Math.log1p(input.tolerance), Math.log1p(input.margin ?? 0)]
  const { estimate, low, high, holds } = shiftAt(input, seen)
  if (estimate >= limit && low - margin > 0) return 'regressed'
  if (input.exact === undefined && estimate <= -limit && high + margin < 0) return 'improved'
  return holds + margin < limit ? 'holds' : 'unsure'
}

function isConfirmed(input: CountInput, seen: Seen, word: 'regressed' | 'improved'): boolean {
  const { estimate } = shiftAt(input, seen, seen.look)
  const again = word === 'regressed' ? estimate : -estimate
  return again >= Math.log1p(input.tolerance) && wordAt(input, seen) === word
}

/** In ln units, eleven times the work: nobody needs to hear that only such a change would have shown. */
const BLIND = Math.log(11)

function decision(
  input: CountInput,
  seen: Seen,
  verdict: Decision['verdict'],
  suspected: Decision['suspected'],
  needed: CountDecision['needed'] = NONE,
): CountDecision {
  const margin = Math.log1p(input.margin ?? 0)
  const { estimate, low, high, spread } = shiftAt(input, seen)
  const width = estimate - low + margin
  return {
    verdict,
    suspected,
    change: toChange({ estimate, low: low - margin, high: high + margin }),
    detectable: width < BLIND ? Math.expm1(Math.max(Math.log1p(input.tolerance), width)) : null,
    launches: seen.end,
    spread: Number.isFinite(spread) ? spread : null,
    needed,
  }
}
