import type { Profile, Profiled } from './functions.ts'

/**
 * What one function added, per request. `own`: by what it executes itself per call. `calling`: by calling others more often, or less,
 * by the key of the callee.
 */
export type Cause = { own: number; readonly calling: Map<string, number> }

/** The key of what the runtime executes on nobody's behalf. */
export const RUNTIME = ''

/** Rounds after which next to nothing is on its way any more, however long the chains of callers are. */
const ROUNDS = 1_000

/**
 * Divides the change of the whole by the functions that made it. What a function executes itself changes for two reasons: a call of
 * it executes something else, or it is called more or less often. With C calls per request and o instructions per call,
 * C′o′ − C o = C′(o′ − o) + (C′ − C) o. The first summand is charged to the function. The second goes to the callers that call it more
 * often, unless they do so because they are called more often themselves: then it goes on to their callers. So a function that
 * became slow is named, and not its callers; one that calls another twice is named, and not all that runs twice. A caller that takes
 * a call over from another changes nothing. All causes add up to the whole change.
 *
 * A new function of the project is charged with what it executes. One of a package was there before, and whoever calls it now is
 * charged.
 *
 * Both profiles name a function by the same key. What the runtime calls more often by itself is charged to what it calls.
 */
export function causesOf(before: Profile, now: Profile): ReadonlyMap<string, Cause> {
  const keys = [...new Set([...before.functions.keys(), ...now.functions.keys()])]
  const causes = new Map([...keys, RUNTIME].map((key): [string, Cause] => [key, { own: 0, calling: new Map() }]))
  let onTheWay = new Map<string, number>()
  for (const key of keys) {
    const [old, current] = [before.functions.get(key), now.functions.get(key)]
    const byCalls = changeByCalls(old, current)
    causes.get(key)!.own = (current?.own ?? 0) - (old?.own ?? 0) - byCalls
    onTheWay.set(key, byCalls)
  }
  causes.get(RUNTIME)!.own = now.own - before.own
  const callers = callersOf(before, now)
  const least = NEGLIGIBLE * Math.abs(now.total - before.total)
  for (let round = 0; round < ROUNDS && onTheWay.size > 0; round += 1)
    onTheWay = passOn(onTheWay, callers, causes, least)
  for (const [key, value] of onTheWay) causes.get(key)!.own += value
  return causes
}

/** Shares of the whole change that are too small to follow. */
const NEGLIGIBLE = 1e-6

/** What a function executes more because it is called more often. */
function changeByCalls(old: Profiled | undefined, current: Profiled | undefined): number {
  if (old !== undefined) return (timesOf(current) - timesOf(old)) * (old.own / timesOf(old))
  return current === undefined || isOfProject(current) ? 0 : current.own
}

function isOfProject({ frame }: Profiled): boolean {
  return frame.file !== null && frame.package === null
}

/** One step from functions to those that call them more often. Gives what goes on from there. */
function passOn(
  values: ReadonlyMap<string, number>,
  callers: ReadonlyMap<string, readonly Guilty[]>,
  causes: ReadonlyMap<string, Cause>,
  least: number,
): Map<string, number> {
  const next = new Map<string, number>()
  for (const [key, value] of values) {
    const guilty = Math.abs(value) > least ? (callers.get(key) ?? []) : []
    if (guilty.length === 0) causes.get(key)!.own += value
    for (const { caller, share, onward } of guilty) {
      add(causes.get(caller)!.calling, key, value * share * (1 - onward))
      if (onward > 0) add(next, caller, value * share * onward)
    }
  }
  return next
}

function add(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value)
}

/** What was running already when counting began was never called. */
function timesOf(one: Profiled | undefined): number {
  return one === undefined ? 0 : one.calls === 0 ? 1 : one.calls
}

/**
 * A caller that calls a function more often, where that is called more often at all (or less often, where less). `share`: of all
 * such calls; `onward`: the part of them that comes from being called more often itself.
 */
type Guilty = { readonly caller: string; readonly share: number; readonly onward: number }

/** How many more calls of a function one caller makes, and the part of them that is `onward`. */
type More = { readonly caller: string; readonly calls: number; readonly onward: number }

/** Who is to be charged with more calls of each function. */
function callersOf(before: Profile, now: Profile): ReadonlyMap<string, readonly Guilty[]> {
  const found = new Map<string, More[]>()
  for (const caller of new Set([RUNTIME, ...before.functions.keys(), ...now.functions.keys()])) {
    const [old, current] = [calleesIn(before, caller), calleesIn(now, caller)]
    for (const callee of new Set([...old.keys(), ...current.keys()])) {
      const calls = (current.get(callee) ?? 0) - (old.get(callee) ?? 0)
      const onward = onwardOf(caller, calls, old.get(callee) ?? 0, before, now)
      found.set(callee, [...(found.get(callee) ?? []), { caller, calls, onward }])
    }
  }
  const moreOf = (key: string) => timesOf(now.functions.get(key)) - timesOf(before.functions.get(key))
  return new Map([...found].map(([key, all]) => [key, guiltyOf(all, moreOf(key))]))
}

/** Of so many more calls, the part that is as often per call of the caller as it was. All are, for a new one of a package. */
function onwardOf(caller: string, more: number, earlierCalls: number, before: Profile, now: Profile): number {
  const [old, current] = [before.functions.get(caller), now.functions.get(caller)]
  if (old === undefined) return current === undefined || isOfProject(current) ? 0 : 1
  const expected = ((timesOf(current) - timesOf(old)) * earlierCalls) / timesOf(old)
  return more === 0 ? 0 : Math.min(1, Math.max(0, expected / more))
}

/** Nobody, where the runtime makes such calls. */
function guiltyOf(all: readonly More[], more: number): readonly Guilty[] {
  const guilty = all.filter(({ calls }) => calls * more > 0)
  if (guilty.some(({ caller }) => caller === RUNTIME)) return []
  const sum = guilty.reduce((total, { calls }) => total + calls, 0)
  return guilty.map(({ caller, calls, onward }) => ({ caller, share: calls / sum, onward }))
}

const NONE: ReadonlyMap<string, number> = new Map()

function calleesIn(profile: Profile, caller: string): ReadonlyMap<string, number> {
  return caller === RUNTIME ? profile.callees : (profile.functions.get(caller)?.callees ?? NONE)
}
