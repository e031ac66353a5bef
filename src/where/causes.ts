import type { Frame } from './frame.ts'
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
 * A function that is new is charged itself, unless it belongs to a package or to Node, and who called it is the project, or the same
 * package: then its caller is, because that is what somebody wrote. A new middleware is called by a router, and stays.
 *
 * Both profiles name a function by the same key. What the runtime calls more often by itself is charged to what it calls.
 */
export function causesOf(before: Profile, now: Profile): ReadonlyMap<string, Cause> {
  const causes = new Map<string, Cause>()
  const causeOf = (key: string): Cause => {
    const cause = causes.get(key) ?? { own: 0, calling: new Map() }
    causes.set(key, cause)
    return cause
  }
  let onTheWay = new Map<string, number>()
  for (const key of new Set([...before.functions.keys(), ...now.functions.keys()])) {
    const [old, current] = [before.functions.get(key), now.functions.get(key)]
    const byCalls = old === undefined ? passedOnOf(current) : (timesOf(current) - timesOf(old)) * perCall(old)
    causeOf(key).own += (current?.own ?? 0) - (old?.own ?? 0) - byCalls
    onTheWay.set(key, byCalls)
  }
  const callers = callersOf(before, now)
  for (let round = 0; round < ROUNDS && onTheWay.size > 0; round += 1)
    onTheWay = passOn(onTheWay, callers, causeOf, Math.abs(now.total - before.total) * NEGLIGIBLE)
  for (const [key, value] of onTheWay) causeOf(key).own += value
  causeOf(RUNTIME).own += now.own - before.own
  return causes
}

/** Shares of the whole change that are too small to follow. */
const NEGLIGIBLE = 1e-6

/** One step from functions to those that call them more often. Gives what goes on from there. */
function passOn(
  values: ReadonlyMap<string, number>,
  callers: ReadonlyMap<string, readonly More[]>,
  causeOf: (key: string) => Cause,
  least: number,
): Map<string, number> {
  const next = new Map<string, number>()
  for (const [key, value] of values) {
    const guilty = Math.abs(value) > least ? (callers.get(key) ?? []) : []
    causeOf(key).own += value * guilty.reduce((rest, { share }) => rest - share, 1)
    for (const { caller, share, onward } of guilty) {
      const { calling } = causeOf(caller)
      calling.set(key, (calling.get(key) ?? 0) + value * share * (1 - onward))
      if (onward > 0) next.set(caller, (next.get(caller) ?? 0) + value * share * onward)
    }
  }
  return next
}

/** What was running already when counting began was never called. */
function timesOf(one: Profiled | undefined): number {
  return one === undefined ? 0 : one.calls === 0 ? 1 : one.calls
}

function perCall(one: Profiled): number {
  return one.own / timesOf(one)
}

function passedOnOf(one: Profiled | undefined): number {
  return one === undefined || one.frame.package === null ? 0 : one.own
}

/**
 * A caller that calls a function more often, where that is called more often at all (or less often, where less). `share`: of all
 * such calls; `onward`: the part of them that comes from being called more often itself.
 */
type More = { readonly caller: string; readonly share: number; readonly onward: number }

type Caller = { readonly caller: string; readonly calls: number; readonly onward: number }

/** Who is to be charged with more calls of each function: nobody where the runtime makes them. */
function callersOf(before: Profile, now: Profile): ReadonlyMap<string, readonly More[]> {
  const found = new Map<string, Caller[]>()
  for (const caller of new Set([RUNTIME, ...before.functions.keys(), ...now.functions.keys()])) {
    const [old, current] = [calleesIn(before, caller), calleesIn(now, caller)]
    for (const callee of new Set([...old.keys(), ...current.keys()])) {
      const calls = (current.get(callee) ?? 0) - (old.get(callee) ?? 0)
      const onward = onwardOf(before.functions.get(caller), now.functions.get(caller), old.get(callee) ?? 0, calls)
      found.set(callee, [...(found.get(callee) ?? []), { caller, calls, onward }])
    }
  }
  return new Map([...found].map(([key, all]) => [key, sharesOf(key, all, before, now)]))
}

/** The part of a caller's additional calls that it makes because it is called more often itself, or new and not the project's own. */
function onwardOf(old: Profiled | undefined, now: Profiled | undefined, calls: number, more: number): number {
  if (old === undefined) return passedOnOf(now) > 0 ? 1 : 0
  const expected = ((timesOf(now) - timesOf(old)) * calls) / timesOf(old)
  return more === 0 ? 0 : Math.min(1, Math.max(0, expected / more))
}

function sharesOf(key: string, all: readonly Caller[], before: Profile, now: Profile): readonly More[] {
  const [old, current] = [before.functions.get(key), now.functions.get(key)]
  const more = timesOf(current) - timesOf(old)
  const callers = all.filter(({ calls }) => calls * more > 0)
  if (callers.some(({ caller }) => caller === RUNTIME)) return []
  const sum = callers.reduce((total, { calls }) => total + calls, 0)
  const guilty = callers.filter(
    ({ caller }) =>
      old !== undefined || current === undefined || mayPassOn(current.frame, now.functions.get(caller)?.frame),
  )
  return guilty.map(({ caller, calls, onward }) => ({ caller, share: calls / sum, onward }))
}

/** Whether what is new in a package is the choice of who calls it. */
function mayPassOn({ package: from }: Frame, caller: Frame | undefined): boolean {
  return caller !== undefined && (caller.package === null || caller.package === from || from === 'node')
}

const NONE: ReadonlyMap<string, number> = new Map()

function calleesIn(profile: Profile, caller: string): ReadonlyMap<string, number> {
  return caller === RUNTIME ? profile.callees : (profile.functions.get(caller)?.callees ?? NONE)
}
