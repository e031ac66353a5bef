import {
  isConfirmed,
  isUnchanged,
  mayTellMore,
  shiftAt,
  toConfirm,
  wordAt,
  type CountInput,
  type Seen,
} from './count-look.ts'
import type { CountValue } from './count-values.ts'
import type { Decision } from './decide.ts'
import { toChange } from './evidence.ts'

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
 * - `unsure` otherwise, with more launches needed until there are four, unless the margin leaves them nothing to tell.
 *
 * One launch beside enough recorded ones holds when it also lies surely within half of the tolerance, before the margin is added. When it
 * suspects a red, all the launches are needed that would confirm it.
 * Launches that come after a verdict never change it. RangeError when a side has no launch or a value is not above 0.
 */
export function decideCount(input: CountInput): CountDecision {
  const launches = input.bothToday ? Math.min(input.before.length, input.now.length) : input.now.length
  const looks = [...new Set([firstLook(input.before.length), ...LOOKS])]
  for (const look of looks.filter((one) => one <= launches)) {
    const decided = decideAt(input, look)
    if (decided) return decided
  }
  const next = mayTellMore(input) ? looks.find((look) => look > launches) : undefined
  const needed = next
    ? { now: missing(input.now, next), before: input.bothToday ? missing(input.before, next) : 0 }
    : NONE
  return decision(input, { look: input.before.length, end: input.now.length }, 'unsure', null, needed)
}

function missing(launches: readonly CountValue[], wanted: number): number {
  return Math.max(0, wanted - launches.length)
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
