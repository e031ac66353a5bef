import type { Scalar, Values } from './data.ts'

/** Which turn of a mix comes when, and with which values: a function of its number alone, so that both sides of a comparison get the same. */

/** Rows in the order in which they are used, again and again. */
export type Rows = { readonly fields: readonly string[]; readonly rows: readonly (readonly Scalar[])[] }

export type Schedule = {
  /** The kinds of turns by place, again and again. */
  readonly cycle: readonly number[]
  /** By kind of turn, the sources that it takes a row of. */
  readonly uses: readonly (readonly number[])[]
  readonly sources: readonly Rows[]
}

export type Turn = { readonly kind: number; readonly values: Values }

/**
 * The places of a cycle for kinds with these weights, as evenly spread as they can be (smooth weighted round robin, as in nginx): every
 * stretch of the sequence has nearly the same shares, and a whole cycle has exactly these. Weights are whole numbers, of which one is above 0.
 */
export function cycleOf(weights: readonly number[]): readonly number[] {
  const common = weights.reduce(divisorOf)
  const shares = weights.map((weight) => weight / common)
  const length = shares.reduce((sum, share) => sum + share, 0)
  const owed = shares.map(() => 0)
  return Array.from({ length }, () => {
    shares.forEach((share, kind) => (owed[kind] = owed[kind]! + share))
    const next = owed.indexOf(Math.max(...owed))
    owed[next] = owed[next]! - length
    return next
  })
}

/** The greatest whole number that divides both; with 0, the other one. */
export function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b)
}

/** Gives turn after turn by its number, from 0. Each use of a source gets its next row. */
export function turnsOf({ cycle, uses, sources }: Schedule): (number: number) => Turn {
  const before = sources.map((_, source) => usesBefore(cycle, uses, source))
  return (number) => {
    const place = number % cycle.length
    const round = (number - place) / cycle.length
    const kind = cycle[place] ?? 0
    const values: Record<string, Scalar> = {}
    for (const source of uses[kind] ?? []) {
      const counts = before[source]!
      const { fields, rows } = sources[source]!
      const row = rows[(round * counts[cycle.length]! + counts[place]!) % rows.length]!
      fields.forEach((field, index) => (values[field] = row[index]!))
    }
    return { kind, values }
  }
}

/** After how many turns everything comes again, with the same values. */
export function periodOf({ cycle, uses, sources }: Schedule): number {
  const rounds = sources.map(({ rows }, source) => {
    const perCycle = cycle.filter((kind) => uses[kind]?.includes(source)).length
    return perCycle === 0 ? 1 : rows.length / divisorOf(rows.length, perCycle)
  })
  return cycle.length * rounds.reduce((all, one) => (all * one) / divisorOf(all, one), 1)
}

/** How often a source is used before each place of a cycle, and in all of it. */
function usesBefore(cycle: readonly number[], uses: Schedule['uses'], source: number): readonly number[] {
  let count = 0
  return [0, ...cycle.map((kind) => (uses[kind]?.includes(source) ? ++count : count))]
}

/** The number of the first turn of each kind; of a kind that never comes, the length of a cycle. */
export function firstTurns({ cycle, uses }: Pick<Schedule, 'cycle' | 'uses'>): readonly number[] {
  return uses.map((_, kind) => (cycle.includes(kind) ? cycle.indexOf(kind) : cycle.length))
}
