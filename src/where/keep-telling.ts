import type { Where, WhereFunction } from '../model/where.ts'

type Told = Pick<Where, 'functions' | 'stacks' | 'others'>

/** So many functions are told of in any case. */
const FEWEST = 100

/**
 * Leaves functions out that nobody would look for: those beyond the first hundred that no frame of the flame graph shows. What they
 * come to together stays, so that all of it still adds up.
 */
export function keepTelling({ functions, stacks }: Pick<Where, 'functions' | 'stacks'>): Told {
  const drawn = new Set(stacks.map(([index]) => index))
  const isTold = (index: number) => index < FEWEST || drawn.has(index)
  const places = new Map<number, number>()
  for (const index of functions.keys()) if (isTold(index)) places.set(index, places.size)
  const left = functions.filter((_, index) => !isTold(index))
  return {
    functions: functions.filter((_, index) => isTold(index)),
    stacks: stacks.map(([index, ...rest]) => [places.get(index) ?? -1, ...rest]),
    ...(left.length === 0 ? {} : { others: togetherOf(left) }),
  }
}

function togetherOf(left: readonly WhereFunction[]): NonNullable<Where['others']> {
  const sum = (value: (one: WhereFunction) => number | null) =>
    left.every((one) => value(one) === null) ? null : left.reduce((all, one) => all + (value(one) ?? 0), 0)
  return {
    functions: left.length,
    change: sum(({ change }) => change),
    own: { before: sum(({ own }) => own.before), now: sum(({ own }) => own.now) },
  }
}
