import type { FUNCTION_MARKS } from '../model/where.ts'
import type { Profile, Profiled } from './functions.ts'

/** One function on both sides; null where it is missing. */
export type Matched = {
  readonly before: Profiled | null
  readonly now: Profiled | null
  readonly mark: (typeof FUNCTION_MARKS)[number] | null
}

type Alike = (before: Profiled, now: Profiled) => boolean

/** `onlyFresh`: only for functions of today whose name no function of their file had before. */
type Rule = { readonly mark: Matched['mark']; readonly alike: Alike; readonly onlyFresh?: boolean }

/**
 * How alike two functions must be, in the order in which it is asked; each is matched once. Where lines were put in further up, a
 * function without a name may stand at the line at which another one stood: so the same line is not enough while there is one
 * that costs the same. And what a function did may have got a name of its own, while its old name calls that.
 */
const RULES: readonly Rule[] = [
  { mark: null, alike: all(samePlace, sameCost, sameInclusive) },
  { mark: null, alike: all(sameFile, sameName, sameCost, sameInclusive) },
  { mark: null, alike: all(samePlace, sameCost) },
  { mark: null, alike: all(sameFile, sameName, sameCost) },
  { mark: 'renamed', alike: all(sameFile, sameCost, sameInclusive), onlyFresh: true },
  { mark: null, alike: samePlace },
  { mark: null, alike: all(sameFile, sameName) },
  { mark: 'moved', alike: all(isNamed, sameName, sameCost) },
  { mark: 'renamed', alike: all(sameFile, sameCost) },
]

function all(...rules: readonly Alike[]): Alike {
  return (before, now) => rules.every((rule) => rule(before, now))
}

/** Finds the functions of one side on the other. What is left over on either is new, or gone. */
export function matchFunctions(before: Profile, now: Profile): readonly Matched[] {
  const [olds, news] = [new Set(inOrder(before)), new Set(inOrder(now))]
  const known = new Set([...olds].map(nameInFile))
  const matched: Matched[] = []
  for (const { mark, alike, onlyFresh = false } of RULES) {
    // Both sets shrink meanwhile, which a loop over a set allows.
    for (const one of news) {
      if (onlyFresh && known.has(nameInFile(one))) continue
      const other = [...olds].find((old) => alike(old, one))
      if (other === undefined) continue
      matched.push({ before: other, now: one, mark })
      olds.delete(other)
      news.delete(one)
    }
  }
  const gone = [...olds].map((one): Matched => ({ before: one, now: null, mark: 'gone' }))
  return [...matched, ...[...news].map((one): Matched => ({ before: null, now: one, mark: 'new' })), ...gone]
}

/** By file and line: of several anonymous functions in one file, the first is matched with the first. */
function inOrder({ functions }: Profile): readonly Profiled[] {
  return [...functions.values()].toSorted(byPlace)
}

function byPlace({ frame: one }: Profiled, { frame: other }: Profiled): number {
  const [file, otherFile] = [one.file ?? '', other.file ?? '']
  // By code unit, for what is matched must not depend on the reader's language.
  return file === otherFile ? (one.line ?? 0) - (other.line ?? 0) : file < otherFile ? -1 : 1
}

function samePlace(before: Profiled, now: Profiled): boolean {
  return before.frame.key === now.frame.key
}

function sameFile(before: Profiled, now: Profiled): boolean {
  return before.frame.file === now.frame.file
}

function sameName(before: Profiled, now: Profiled): boolean {
  return before.frame.name === now.frame.name
}

function nameInFile({ frame: { file, name } }: Profiled): string {
  return `${file} ${name}`
}

function isNamed({ frame }: Profiled): boolean {
  return frame.name !== ''
}

/** As many calls, each as heavy, within this fraction. What was never called is too unlike others. */
const SAME = 0.03

function sameCost(before: Profiled, now: Profiled): boolean {
  return now.calls > 0 && isClose(before.calls, now.calls) && isClose(before.own, now.own)
}

function sameInclusive(before: Profiled, now: Profiled): boolean {
  return isClose(before.inclusive, now.inclusive)
}

function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) <= SAME * Math.max(one, other)
}
