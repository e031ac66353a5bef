import { canDecide } from '../stats/shift.ts'

/**
 * When a cell may be decided, and at which error. Every further look at the same cell raises the chance of a wrong verdict. So each
 * look has a share of its own, and the shares add up to the error of the whole run, however the looks depend on each other
 * (Bonferroni; spending as in Kim & DeMets, Biometrika 74, 1987, in steps that the rank procedures can meet).
 */

/**
 * `launches`: looked at when a cell has so many. `alpha`: the error of calling unchanged code `regressed`, one-sided.
 * `beta`: the error of saying `holds` of code that is slower by the tolerance. `confirm`: fresh launches that have to
 * confirm a red before it counts.
 */
export type Look = {
  readonly launches: number
  readonly alpha: number
  readonly beta: number
  readonly confirm: number
}

export const LOOKS: readonly [Look, ...Look[]] = [
  { launches: 3, alpha: 0.0015, beta: 0.01, confirm: 3 },
  { launches: 4, alpha: 0.001, beta: 0.005, confirm: 3 },
  { launches: 6, alpha: 0.0015, beta: 0.01, confirm: 4 },
  { launches: 8, alpha: 0.0015, beta: 0.005, confirm: 5 },
  { launches: 11, alpha: 0.0015, beta: 0.005, confirm: 6 },
  { launches: 15, alpha: 0.001, beta: 0.005, confirm: 8 },
  { launches: 20, alpha: 0.001, beta: 0.005, confirm: 8 },
  { launches: 30, alpha: 0.001, beta: 0.005, confirm: 8 },
]

/** The one-sided error at which fresh launches alone must show the slowdown again. */
export const CONFIRMED_AT = 0.2

/** The next look after so many launches; after the last one, the last. */
export function nextLook(launches: number): Look {
  return LOOKS.find((look) => look.launches >= launches) ?? (LOOKS.at(-1) as Look)
}

/** With how many launches today a slowdown can first be shown by ranks against so many recorded ones; null when at no look. */
export function launchesToShow(recorded: number): number | null {
  return LOOKS.find((look) => canDecide(recorded, look.launches, look.alpha))?.launches ?? null
}
