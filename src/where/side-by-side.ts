import type { Where } from '../model/where.ts'
import { RUNTIME } from './causes.ts'
import type { Matched } from './match.ts'
import type { Stack } from './stacks.ts'

/** Chains that execute less than this share of all are left to their caller: nobody could see them. */
const LEAST = 2e-4

/** Both flame graphs in one: each chain of calls once, with what it executed itself on either side. `functions`: in the order of the report. */
export function sideBySide(before: Stack | null, now: Stack, functions: readonly Matched[]): Where['stacks'] {
  const indexes = new Map<string, number>()
  for (const [index, one] of functions.entries())
    for (const side of [one.before, one.now]) if (side) indexes.set(keyOn(side === one.now, side.frame.key), index)
  const least = LEAST * Math.max(inclusiveOf(before), inclusiveOf(now))
  const rows: Where['stacks'] = []

  function add(old: Stack | null, current: Stack | null, parent: number, index: number): void {
    const row = rows.push([index, parent, old?.own ?? 0, current?.own ?? 0]) - 1
    for (const [callee, [one, other]] of pairs(old, current, indexes)) {
      const [taken, takes] = [inclusiveOf(one), inclusiveOf(other)]
      if (Math.max(taken, takes) >= least) add(one, other, row, callee)
      else rows[row] = [index, parent, rows[row]![2] + taken, rows[row]![3] + takes]
    }
  }

  add(before, now, -1, indexes.get(keyOn(true, RUNTIME)) ?? -1)
  return rows
}

function keyOn(isNow: boolean, key: string): string {
  return `${isNow ? 'now' : 'before'} ${key}`
}

type Pair = readonly [Stack | null, Stack | null]

/** The callees of both sides by function. */
function pairs(old: Stack | null, current: Stack | null, indexes: ReadonlyMap<string, number>): Map<number, Pair> {
  const found = new Map<number, Pair>()
  for (const [key, one] of old?.callees ?? []) found.set(indexes.get(keyOn(false, key))!, [one, null])
  for (const [key, one] of current?.callees ?? []) {
    const index = indexes.get(keyOn(true, key))!
    found.set(index, [found.get(index)?.[0] ?? null, one])
  }
  return found
}

function inclusiveOf(stack: Stack | null): number {
  if (stack === null) return 0
  return [...stack.callees.values()].reduce((sum, callee) => sum + inclusiveOf(callee), stack.own)
}
