import type { CountValue } from './count-values.ts'
import type { CountInput } from './count-look.ts'
import { decideCount, type CountDecision } from './decide-count.ts'

/** Null where garbage has no verdict: nothing was collected, or nothing can be told and nothing is suspected. */
export function decideGarbage(
  input: CountInput,
): { readonly input: CountInput; readonly decision: CountDecision } | null {
  const garbage = garbageInput(input)
  if (!garbage) return null
  const decision = decideCount(garbage)
  return decision.verdict === 'unsure' && decision.suspected === null ? null : { input: garbage, decision }
}

/**
 * What to decide about the garbage that launches collected; null where one of them collected none, or nothing beside its largest
 * collection, for then there is nothing to divide by. A launch counts whole collections, so a little more allocation, or a request
 * more before the first block, moves its value by one collection or not at all. More launches cannot show or cure that: it is a
 * bound and no spread, so it is the margin. Where the largest collection is the fraction s of what a launch collected, a launch
 * without it collected 1 − s, and the one with it s / (1 − s) more than that. Eleven alike make 10 %; with fewer, little can be said.
 */
export function garbageInput(input: CountInput): CountInput | null {
  const all = [...input.before, ...input.now]
  const largest = Math.max(...all.map(({ spread }) => spread))
  if (largest >= 1 || all.some(({ value }) => value <= 0)) return null
  const margin = (input.margin ?? 0) + largest / (1 - largest)
  return { ...input, before: input.before.map(withoutSpread), now: input.now.map(withoutSpread), margin }
}

function withoutSpread({ value }: CountValue): CountValue {
  return { value, spread: 0 }
}
