import type { Stack } from './stacks.ts'

/**
 * The chains without what it costs Python to have names: then each call goes through a piece of code of its own, and calls are no
 * longer short-circuited inside the interpreter. How much there is too much is known from counting without names, `usual`
 * instructions per request. It is taken off by calls, as many per call everywhere, but from none more than it has.
 */
export function withoutNaming(stacks: Stack, usual: number): Stack {
  const chains = chainsBelow(stacks)
  const excess = chains.reduce((sum, { own }) => sum + own, stacks.own) - usual
  return excess <= 0 ? stacks : lighterBy(perCall(chains, excess), stacks)
}

function chainsBelow({ callees }: Stack): readonly Stack[] {
  return [...callees.values()].flatMap((one) => [one, ...chainsBelow(one)])
}

/** What is to be taken off per call, where chains that execute less give all that they have. */
function perCall(chains: readonly Stack[], excess: number): number {
  let left = excess
  let calls = chains.reduce((sum, one) => sum + one.calls, 0)
  for (const one of chains.toSorted((a, b) => a.own / a.calls - b.own / b.calls)) {
    if (one.own / one.calls >= left / calls) return left / calls
    left -= one.own
    calls -= one.calls
  }
  return Infinity
}

function lighterBy(each: number, { frame, own, calls, callees }: Stack): Stack {
  const inside = [...callees].map(([key, one]) => [key, lighterBy(each, one)] as const)
  return { frame, own: Math.max(frame === null ? own : 0, own - each * calls), calls, callees: new Map(inside) }
}
