import type { Dump, RawCall, RawFunction } from './callgrind.ts'
import type { Frame, FrameOf } from './frame.ts'

/** One chain of calls, from the outside in: its innermost function, and what that executed in this chain. */
export type Stack = {
  /** Null for what the runtime executed on nobody's behalf, which is the root of all. */
  readonly frame: Frame | null
  /** Instructions per request of the function itself, and of the runtime on its behalf. */
  own: number
  /** Per request. */
  calls: number
  readonly callees: Map<string, Stack>
}

/** Chains that execute less than this share of all are charged to their outermost function as a whole. */
const NEGLIGIBLE = 1e-7

/** V8 gives the prologue of compiled code to a builtin, from which it comes back to the same function. */
const CONTINUES = 'Builtins_BaselineOutOfLinePrologue'

/**
 * Unfolds the calls of a dump into chains, and charges what belongs to the runtime to the nearest function that has a frame. A
 * function that was called from several places is divided by what each of them had it execute; the more contexts of callers the
 * dump keeps apart, the less there is to divide. The sum of `own` is the sum of the dump.
 */
export function stacksOf(dump: Dump, frameOf: FrameOf, requests: number): Stack {
  const all = emptyStack(null)
  const inclusive = new Map(dump.functions.map((raw) => [raw, inclusiveOf(raw)]))
  const least = NEGLIGIBLE * dump.total

  /** `share`: of all that `raw` executed, what it executed in this chain. */
  function charge(raw: RawFunction, share: number, stack: Stack): void {
    stack.own += (share * raw.own) / requests
    for (const call of raw.calls) follow(raw, call, share, stack)
  }

  function follow(raw: RawFunction, { to, times, inclusive: taken }: RawCall, share: number, stack: Stack): void {
    const part = share * taken
    if (part < least) {
      stack.own += part / requests
      return
    }
    const next = calleeOf(stack, to, frameOf, raw)
    if (next !== stack) next.calls += (share * times) / requests
    charge(to, part / inclusive.get(to)!, next)
  }

  for (const [raw, share] of rootsOf(dump, inclusive)) {
    const stack = calleeOf(all, raw, frameOf, null)
    if (stack !== all) stack.calls += share / requests
    charge(raw, share, stack)
  }
  return all
}

/** The sum of several processes of one server. */
export function mergeStacks(all: readonly Stack[]): Stack {
  const sum = emptyStack(all[0]?.frame ?? null)
  for (const { own, calls } of all) {
    sum.own += own
    sum.calls += calls
  }
  for (const key of new Set(all.flatMap(({ callees }) => [...callees.keys()])))
    sum.callees.set(key, mergeStacks(all.flatMap(({ callees }) => callees.get(key) ?? [])))
  return sum
}

function emptyStack(frame: Frame | null): Stack {
  return { frame, own: 0, calls: 0, callees: new Map() }
}

function inclusiveOf({ own, calls }: RawFunction): number {
  return own + calls.reduce((sum, { inclusive }) => sum + inclusive, 0)
}

/** Functions that executed something on nobody's behalf, with the share of it. */
function rootsOf({ functions }: Dump, inclusive: ReadonlyMap<RawFunction, number>): (readonly [RawFunction, number])[] {
  const accounted = new Map<RawFunction, number>()
  for (const { to, inclusive: taken } of functions.flatMap(({ calls }) => calls))
    accounted.set(to, (accounted.get(to) ?? 0) + taken)
  return functions.flatMap((raw) => {
    const all = inclusive.get(raw)!
    const share = all === 0 ? 0 : 1 - (accounted.get(raw) ?? 0) / all
    return share > 0 ? [[raw, share] as const] : []
  })
}

/** The chain after a call: the same where the runtime is called, or where a function goes on behind its prologue. */
function calleeOf(stack: Stack, to: RawFunction, frameOf: FrameOf, from: RawFunction | null): Stack {
  const frame = frameOf(to)
  if (frame === null) return stack
  const isSame = frame.key === stack.frame?.key
  if (isSame && from !== null && (from.name === CONTINUES || frameOf(from) !== null)) return stack
  const known = stack.callees.get(frame.key) ?? emptyStack(frame)
  stack.callees.set(frame.key, known)
  return known
}
