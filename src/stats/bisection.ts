/**
 * Where a condition turns that holds from `low` on and no longer at `high`: the last number at which it was seen to hold.
 * Halves the range until no number lies between its ends, so the result is as exact as the condition is; that takes about
 * 60 steps, and 1075 where the condition turns at 0. Returns `low` when the condition holds nowhere between. Never fails.
 */
export function bisect(holds: (x: number) => boolean, low: number, high: number): number {
  let [from, to] = [low, high]
  for (let middle = (from + to) / 2; from < middle && middle < to; middle = (from + to) / 2) {
    if (holds(middle)) from = middle
    else to = middle
  }
  return from
}
