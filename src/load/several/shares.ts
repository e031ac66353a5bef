/** What each of several generators does of a load. */
export type Share = { readonly rate: number; readonly connections: number }

/** Equal parts of the rate, to a thousandth of a request per second, and of the connections. The sums are those of the load. */
export function sharesOf(rate: number, connections: number, count: number): readonly Share[] {
  const thousandths = partsOf(Math.round(rate * 1000), count)
  const each = partsOf(connections, count)
  return thousandths.map((part, index) => ({ rate: part / 1000, connections: each[index]! }))
}

/** Whole numbers that differ by one at most, the larger ones first. */
function partsOf(whole: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(whole / count) + (index < whole % count ? 1 : 0))
}
