import type { Stack } from './stacks.ts'

/**
 * The chains without what it costs Python to have names: then each function is entered through a piece of code of its own, and calls
 * are no longer short-circuited inside the interpreter. How much there is too much is known from counting without names, `usual`
 * instructions per request. It is taken off by entries, as many per entry everywhere, but from none more than it has.
 */
export function withoutNaming(stacks: Stack, usual: number): Stack {
  const chains = chainsBelow(stacks)
  const excess = chains.reduce((sum, { own }) => sum + own, stacks.own) - usual
  return excess <= 0 ? stacks : lighterBy(perEntry(chains, excess), stacks)
}

function chainsBelow({ callees }: Stack): readonly Stack[] {
  return [...callees.values()].flatMap((one) => [one, ...chainsBelow(one)])
}

/** What is to be taken off per call, where chains that execute less give all that they have. */
function perEntry(chains: readonly Stack[], excess: number): number {
  let left = excess
  let entries = chains.reduce((sum, one) => sum + one.entries, 0)
  for (const one of chains.toSorted((a, b) => a.own / a.entries - b.own / b.entries)) {
    if (one.own / one.entries >= left / entries) return left / entries
    left -= one.own
    entries -= one.entries
  }
  return Infinity
}

function lighterBy(each: number, { callees, ...stack }: Stack): Stack {
  const inside = [...callees].map(([key, one]) => [key, lighterBy(each, one)] as const)
  const own = stack.frame === null ? stack.own : Math.max(0, stack.own - each * stack.entries)
  return { ...stack, own, callees: new Map(inside) }
}
