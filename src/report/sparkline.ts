const BLOCKS = '▁▂▃▄▅▆▇█'
const MISSING = '·'
const BREAK = '│'

/** Values as blocks of growing height, on a logarithmic scale from the least to the most between two breaks; `breaks` are the indices before which one stands. */
export function sparkline(points: readonly (number | null)[], breaks: readonly number[]): string {
  const edges = [0, ...breaks, points.length]
  return edges
    .slice(1)
    .map((end, index) => segment(points.slice(edges[index], end)))
    .join(BREAK)
}

/** Values that differ by less than this factor are drawn alike: noise would look like mountains. */
const LEAST_SPAN = 1.1

/** The middle is the fifth block, whichever way its logarithm is rounded. */
const ROUNDING = 1e-9

function segment(points: readonly (number | null)[]): string {
  const logs = points.flatMap((value) => (value !== null && value > 0 ? [Math.log(value)] : []))
  const [least, most] = [Math.min(...logs), Math.max(...logs)]
  const room = Math.max(most - least, Math.log(LEAST_SPAN))
  const bottom = (least + most) / 2 - room / 2
  return points
    .map((value) =>
      value === null || !(value > 0)
        ? MISSING
        : BLOCKS[
            Math.min(BLOCKS.length - 1, Math.floor((BLOCKS.length * (Math.log(value) - bottom)) / room + ROUNDING))
          ],
    )
    .join('')
}
