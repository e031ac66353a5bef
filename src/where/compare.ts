import type { Where, WhereFunction } from '../model/where.ts'
import { causesOf, RUNTIME, type Cause } from './causes.ts'
import type { Frame } from './frame.ts'
import { profileOf, type Profile, type Profiled } from './functions.ts'
import { matchFunctions, type Matched } from './match.ts'
import { sideBySide } from './side-by-side.ts'
import type { Stack } from './stacks.ts'

/** What `Where` says of the functions. */
export type Difference = Pick<Where, 'total' | 'functions' | 'stacks'>

/**
 * Compares the two sides function by function; `before` is null where there is no other side. `runtime` names what belongs to no
 * function, such as `Node itself`: it stands in the list like one, so that the list adds up to the whole.
 */
export function compareStacks(before: Stack | null, now: Stack, runtime: string): Difference {
  return before === null ? oneSide(now, runtime) : bothSides(before, now, runtime)
}

function oneSide(now: Stack, runtime: string): Difference {
  const profile = profileOf(now)
  const all = [asFunction(profile, runtime), ...profile.functions.values()]
  const sorted = all
    .toSorted((one, other) => other.own - one.own)
    .map((one): Matched => ({ before: null, now: one, mark: null }))
  const functions = sorted.map((one) => ({ ...described(one), change: null, calling: null }))
  return { total: { before: null, now: profile.total }, functions, stacks: sideBySide(null, now, sorted) }
}

function bothSides(before: Stack, now: Stack, runtime: string): Difference {
  const [old, current] = [profileOf(before), profileOf(now)]
  const both = { before: asFunction(old, runtime), now: asFunction(current, runtime), mark: null }
  const all = [both, ...matchFunctions(old, current)]
  const renamed = inWordsOf(old, all)
  const causes = causesOf(renamed, current)
  const sorted = all.toSorted((one, other) => Math.abs(changeOf(causes, other)) - Math.abs(changeOf(causes, one)))
  const frames = new Map(all.map((one) => [keyOf(one), frameOf(one)]))
  const functions = sorted.map((one) => ({
    ...described(one),
    change: changeOf(causes, one),
    calling: callingOf(causes.get(keyOf(one)), renamed.functions.get(keyOf(one)), one.now, frames),
  }))
  return { total: { before: old.total, now: current.total }, functions, stacks: sideBySide(before, now, sorted) }
}

function asFunction({ own, total, callees }: Profile, name: string): Profiled {
  const frame = { key: RUNTIME, name, file: null, line: null, package: null }
  return { frame, own, inclusive: total, calls: 1, callees: new Map(callees) }
}

function frameOf({ before, now }: Matched): Frame {
  return (now ?? before)!.frame
}

function keyOf(one: Matched): string {
  return frameOf(one).key
}

/** The profile of one side with the names that its functions have on the other. */
function inWordsOf(profile: Profile, all: readonly Matched[]): Profile {
  const names = new Map(all.flatMap((one) => (one.before ? [[one.before.frame.key, keyOf(one)] as const] : [])))
  const keyed = <Value>(map: ReadonlyMap<string, Value>) =>
    new Map([...map].map(([key, value]) => [names.get(key) ?? key, value]))
  const functions = [...keyed(profile.functions)].map(
    ([key, one]) => [key, { ...one, callees: keyed(one.callees) }] as const,
  )
  return { ...profile, functions: new Map(functions), callees: keyed(profile.callees) }
}

function changeOf(causes: ReadonlyMap<string, Cause>, one: Matched): number {
  const cause = causes.get(keyOf(one))
  return cause === undefined ? 0 : changeIn(cause)
}

function changeIn({ own, calling }: Cause): number {
  return [...calling.values()].reduce((sum, value) => sum + value, own)
}

/** The callee behind more than half of a change, where the function itself is on both sides. */
function callingOf(
  cause: Cause | undefined,
  before: Profiled | undefined,
  now: Profiled | null,
  frames: ReadonlyMap<string, Frame>,
): WhereFunction['calling'] {
  if (cause === undefined || before === undefined || now === null) return null
  const [callee, most] = largest(cause.calling)
  if (Math.abs(most) <= Math.abs(changeIn(cause)) / 2) return null
  const perCall = ({ callees, calls }: Profiled) => (callees.get(callee) ?? 0) / (calls || 1)
  return { name: frames.get(callee)?.name ?? '', before: perCall(before), now: perCall(now) }
}

function largest(values: ReadonlyMap<string, number>): readonly [string, number] {
  const sorted = [...values].toSorted(([, one], [, other]) => Math.abs(other) - Math.abs(one))
  return sorted[0] ?? ['', 0]
}

function described(one: Matched): Omit<WhereFunction, 'change' | 'calling'> {
  const { name, file, line, package: from } = frameOf(one)
  const pair = (value: (side: Profiled) => number | null) => ({
    before: one.before === null ? null : value(one.before),
    now: one.now === null ? null : value(one.now),
  })
  return {
    name,
    file,
    line,
    package: from,
    mark: one.mark,
    formerly: formerlyOf(one),
    own: pair(({ own }) => own),
    inclusive: pair(({ inclusive }) => inclusive),
    // A coroutine that was called before counting began only goes on.
    calls: pair(({ calls }) => (calls === 0 ? null : calls)),
  }
}

function formerlyOf({ before, mark }: Matched): string | null {
  if (before === null) return null
  if (mark === 'renamed') return before.frame.name
  return mark === 'moved' ? before.frame.file : null
}
