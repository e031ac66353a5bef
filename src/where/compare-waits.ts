import type { Wait, WaitKind } from '../model/waiting.ts'
import type { Part, SideWaits } from './side-waits.ts'

/** So many are kept: the smallest say nothing. */
const MOST = 20

/** Smaller shares of the change of the latency are noise of a second of load. */
const LEAST_SHARE = 0.02

/**
 * What made the requests of one side wait longer than those of the other one, the largest change first; or what they wait for, where
 * there is no other side. Of a sampled function nobody knows whether it was on the CPU. That is known of all functions together: where
 * only the one or the other changed, the functions that changed are it.
 */
export function compareWaits(before: SideWaits | null, now: SideWaits): readonly Wait[] {
  const found = [...pairsOf(before?.waits ?? null, now.waits), ...blocking(before, now), ...onCpu(before, now)]
  const least = before === null ? 0 : LEAST_SHARE * Math.abs(now.latency - before.latency)
  return withoutIdling(found, before, now)
    .filter((wait) => Math.abs(changeOf(wait)) > least)
    .toSorted((one, other) => Math.abs(changeOf(other)) - Math.abs(changeOf(one)))
    .slice(0, MOST)
}

type Pair = Wait & { readonly isIdle: boolean }

/** Seconds per request that a wait added. */
export function changeOf({ before, now }: Pick<Wait, 'before' | 'now'>): number {
  return (now ?? 0) - (before ?? 0)
}

function pairsOf(before: ReadonlyMap<string, Part> | null, now: ReadonlyMap<string, Part>): readonly Pair[] {
  return [...new Set([...(before?.keys() ?? []), ...now.keys()])].map((key) => {
    const [old, today] = [before?.get(key), now.get(key)]
    const { kind, detail, place, isIdle } = (today ?? old)!
    return { kind, detail, place, isIdle, before: before && (old?.seconds ?? 0), now: today?.seconds ?? 0 }
  })
}

/** What kept the event loop without being on the CPU, by function. */
function blocking(before: SideWaits | null, now: SideWaits): readonly Pair[] {
  return before?.blocked == null || now.blocked === null
    ? []
    : divided('blocked', before.blocked, now.blocked, before, now)
}

/** More time on the CPU, or less, by function. */
function onCpu(before: SideWaits | null, now: SideWaits): readonly Pair[] {
  return before?.onCpu == null || now.onCpu === null ? [] : divided('cpu', before.onCpu, now.onCpu, before, now)
}

/** A change, divided among the functions that changed in its direction, as far as they explain it. The rest has no place. */
function divided(kind: WaitKind, old: number, today: number, before: SideWaits, now: SideWaits): readonly Pair[] {
  const change = today - old
  const pairs = pairsOf(before.functions, now.functions).filter((pair) => changeOf(pair) * change > 0)
  const sum = pairs.reduce((all, pair) => all + changeOf(pair), 0)
  const scale = sum === 0 ? 0 : Math.min(1, change / sum)
  const rest = change - scale * sum
  return [
    ...pairs.map((pair) => ({ ...pair, kind, now: pair.before! + scale * changeOf(pair) })),
    { kind, detail: '', place: null, isIdle: false, before: old, now: old + rest },
  ]
}

/**
 * A thread that waits for work does so for longer, too, when each request takes longer. That is only what it waits for where nothing
 * else explains the change.
 */
function withoutIdling(pairs: readonly Pair[], before: SideWaits | null, now: SideWaits): readonly Wait[] {
  const change = now.latency - (before?.latency ?? 0)
  const explained = pairs.filter(({ isIdle }) => !isIdle).reduce((sum, pair) => sum + changeOf(pair), 0)
  const isExplained = change !== 0 && explained / change > ENOUGH
  return pairs
    .filter(({ isIdle }) => !isIdle || !isExplained)
    .map(({ kind, detail, place, before: was, now: is }) => ({ kind, detail, place, before: was, now: is }))
}

/** The share of a change that has to be explained. */
const ENOUGH = 0.5
