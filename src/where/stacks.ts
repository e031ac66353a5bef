import type { Dump, RawCall, RawFunction } from './callgrind.ts'
import type { Frame, FrameOf } from './frame.ts'

/** One chain of calls, from the outside in: its innermost function, and what that executed in this chain. */
export type Stack = {
  /** Null for what the runtime executed on nobody's behalf, which is the root of all. */
  readonly frame: Frame | null
  /** Instructions per request of the function itself, and of the runtime on its behalf. */
  own: number
  /** Per request. A generator that goes on is not called again. */
  calls: number
  /** Calls, and times that a generator goes on. */
  entries: number
  readonly callees: Map<string, Stack>
}

/** Chains that execute less than this share of all are charged to their outermost function as a whole. */
const NEGLIGIBLE = 1e-7

/** Calls inside each other. Further in, a recursion counts in the chain where the same function stands last. */
const LONGEST_CHAIN = 250

/** The same with all that belongs to the runtime: what is further in is charged as a whole. */
const DEEPEST = 20_000

/** V8 gives the prologue of compiled code to a builtin, from which it comes back to the same function. */
const CONTINUES = 'Builtins_BaselineOutOfLinePrologue'

/** Generators and coroutines of Python go on by these, which have what enters a piece of code do so. */
const GOES_ON = /^_?(?:gen_|coro_|async_gen_|PyGen_|PyIter_Send)/

/** A chain with those that it is in. */
type Place = { readonly stack: Stack; readonly length: number; readonly outside: Place | null }

/** `share`: of all that `raw` executed, what it executed in this chain, which is not charged yet. */
type Part = { readonly raw: RawFunction; readonly share: number; readonly place: Place; readonly depth: number }

/**
 * Unfolds the calls of a dump into chains, and charges what belongs to the runtime to the nearest function that has a frame. A
 * function that was called from several places is divided by what each of them had it execute; the more contexts of callers the
 * dump keeps apart, the less there is to divide. The sum of `own` is the sum of the dump.
 */
export function stacksOf(dump: Dump, frameOf: FrameOf, requests: number): Stack {
  const all: Place = { stack: emptyStack(null), length: 0, outside: null }
  const inclusive = new Map(dump.functions.map((raw) => [raw, inclusiveOf(raw)]))
  const least = NEGLIGIBLE * dump.total
  const parts: Part[] = []

  function begin(raw: RawFunction, share: number): void {
    const place = placeOf(all, raw, frameOf, null)
    if (place !== all) enter(place.stack, share / requests, false)
    parts.push({ raw, share, place, depth: 0 })
  }

  function follow({ raw, place, share, depth }: Part, { to, times, inclusive: taken }: RawCall): void {
    const part = share * taken
    const whole = inclusive.get(to)!
    if (part <= least || whole === 0 || depth === DEEPEST) {
      place.stack.own += part / requests
      return
    }
    const next = placeOf(place, to, frameOf, raw)
    if (next !== place) enter(next.stack, (share * times) / requests, frameOf(raw) === null && goesOn(raw))
    parts.push({ raw: to, share: part / whole, place: next, depth: depth + 1 })
  }

  for (const [raw, share] of rootsOf(dump, inclusive)) begin(raw, share)
  // Not by recursion: those of a server may be deeper than what our own stack can hold.
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    part.place.stack.own += (part.share * part.raw.own) / requests
    for (const call of part.raw.calls) follow(part, call)
    for (const stray of part.raw.strays.values())
      parts.push({ ...part, raw: stray, place: backTo(part.place, stray, frameOf) })
  }
  return all.stack
}

function enter(stack: Stack, times: number, isAgain: boolean): void {
  stack.entries += times
  if (!isAgain) stack.calls += times
}

function goesOn({ caller }: RawFunction): boolean {
  return caller !== null && GOES_ON.test(caller)
}

/** The sum of several processes of one server. */
export function mergeStacks(all: readonly Stack[]): Stack {
  const sum = emptyStack(all[0]?.frame ?? null)
  for (const { own, calls, entries } of all) {
    sum.own += own
    sum.calls += calls
    sum.entries += entries
  }
  for (const key of new Set(all.flatMap(({ callees }) => [...callees.keys()])))
    sum.callees.set(key, mergeStacks(all.flatMap(({ callees }) => callees.get(key) ?? [])))
  return sum
}

function emptyStack(frame: Frame | null): Stack {
  return { frame, own: 0, calls: 0, entries: 0, callees: new Map() }
}

function inclusiveOf({ own, calls, strays }: RawFunction): number {
  const called = calls.reduce((sum, { inclusive }) => sum + inclusive, own)
  return [...strays.values()].reduce((sum, stray) => sum + inclusiveOf(stray), called)
}

/** Functions that executed something on nobody's behalf, with the share of it. */
function rootsOf({ functions }: Dump, inclusive: ReadonlyMap<RawFunction, number>): (readonly [RawFunction, number])[] {
  const accounted = new Map<RawFunction, number>()
  const callsOf = ({ calls, strays }: RawFunction): readonly RawCall[] => [
    ...calls,
    ...[...strays.values()].flatMap(callsOf),
  ]
  for (const { to, inclusive: taken } of functions.flatMap(callsOf)) accounted.set(to, (accounted.get(to) ?? 0) + taken)
  return functions.flatMap((raw) => {
    const all = inclusive.get(raw)!
    const share = all === 0 ? 0 : 1 - (accounted.get(raw) ?? 0) / all
    return share > 0 ? [[raw, share] as const] : []
  })
}

/** Where a call leads: nowhere else when the runtime is called, or when a function goes on behind its prologue. */
function placeOf(place: Place, to: RawFunction, frameOf: FrameOf, from: RawFunction | null): Place {
  const frame = frameOf(to)
  if (frame === null) return place
  const isSame = frame.key === place.stack.frame?.key
  if (isSame && from !== null && (from.name === CONTINUES || frameOf(from) !== null)) return place
  return (place.length < LONGEST_CHAIN ? null : lastOf(place, frame)) ?? inside(place, frame)
}

/** The chain in which a function goes on that was left by a return which callgrind missed. */
function backTo(place: Place, stray: RawFunction, frameOf: FrameOf): Place {
  const frame = frameOf(stray)
  return (frame && lastOf(place, frame)) ?? place
}

function lastOf(place: Place | null, { key }: Frame): Place | null {
  for (let one = place; one !== null; one = one.outside) if (one.stack.frame?.key === key) return one
  return null
}

function inside(outside: Place, frame: Frame): Place {
  const { callees } = outside.stack
  const stack = callees.get(frame.key) ?? emptyStack(frame)
  callees.set(frame.key, stack)
  return { stack, length: outside.length + 1, outside }
}
