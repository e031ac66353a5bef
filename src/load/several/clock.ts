/** How far another machine's clock is from ours, by asking for its time. All moments are seconds since 1970. */

/** Our time when we asked, what the other clock showed, and our time when we knew that. */
export type ClockReading = { readonly asked: number; readonly theirs: number; readonly answered: number }

/** Seconds by which another clock is ahead, by the midpoint between question and answer, and by how much that may be wrong. */
export type Offset = { readonly ahead: number; readonly uncertainty: number }

/** Seconds by which clocks may differ: a twentieth of a window, in which others would count by then. */
export const APART = 0.05

/** The quickest answer says most: the other clock was read somewhere between question and answer. */
export function offsetIn(readings: readonly ClockReading[]): Offset {
  const took = ({ asked, answered }: ClockReading) => answered - asked
  const best = readings.toSorted((one, other) => took(one) - took(other))[0]!
  return { ahead: best.theirs - (best.asked + best.answered) / 2, uncertainty: took(best) / 2 }
}

/** `apart`: the clocks certainly differ by more than they may. `unclear`: nobody can tell. */
export function judgeOffset({ ahead, uncertainty }: Offset): 'agrees' | 'apart' | 'unclear' {
  if (Math.abs(ahead) - uncertainty > APART) return 'apart'
  return uncertainty > APART ? 'unclear' : 'agrees'
}

/** What `date +%s%N` prints, as seconds; null where it has no nanoseconds. */
export function secondsIn(text: string): number | null {
  return /^\d{19}$/.test(text) ? Number(text.slice(0, -9)) + Number(text.slice(-9)) / 1e9 : null
}

/** The same moment as nanoseconds of a clock that is so far ahead. A number since 1970 keeps a quarter of a microsecond. */
export function nanosecondsAt(moment: number, { ahead }: Offset): string {
  return `${Math.round((moment + ahead) * 1e6)}000`
}
