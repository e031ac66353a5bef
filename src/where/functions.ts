import type { Frame } from './frame.ts'
import type { Stack } from './stacks.ts'

/** What one function cost, over all chains in which it stands. All numbers are per request. */
export type Profiled = {
  readonly frame: Frame
  own: number
  inclusive: number
  calls: number
  /** Calls by this function, by the key of the callee. */
  readonly callees: Map<string, number>
}

/** One side. `own` and `callees` are those of the runtime on nobody's behalf. */
export type Profile = {
  readonly total: number
  readonly own: number
  readonly callees: ReadonlyMap<string, number>
  readonly functions: ReadonlyMap<string, Profiled>
}

/** Adds the chains up by function. A recursion counts once in `inclusive`. */
export function profileOf(stacks: Stack): Profile {
  const functions = new Map<string, Profiled>()

  /** Returns what the chain and all inside it execute. `open`: functions that stand further out. */
  function add(stack: Stack, open: ReadonlySet<string>): number {
    const key = stack.frame?.key ?? ''
    const inside = new Set([...open, key])
    let inclusive = stack.own
    for (const callee of stack.callees.values()) inclusive += add(callee, inside)
    if (stack.frame) addTo(functionFor(stack.frame), stack, open.has(key) ? 0 : inclusive)
    return inclusive
  }

  function functionFor(frame: Frame): Profiled {
    const known = functions.get(frame.key) ?? { frame, own: 0, inclusive: 0, calls: 0, callees: new Map() }
    functions.set(frame.key, known)
    return known
  }

  const total = add(stacks, new Set())
  return { total, own: stacks.own, callees: callsBy(stacks), functions }
}

function addTo(one: Profiled, stack: Stack, inclusive: number): void {
  one.own += stack.own
  one.calls += stack.calls
  one.inclusive += inclusive
  for (const [key, calls] of callsBy(stack)) one.callees.set(key, (one.callees.get(key) ?? 0) + calls)
}

function callsBy({ callees }: Stack): Map<string, number> {
  return new Map([...callees].map(([key, { calls }]) => [key, calls]))
}
