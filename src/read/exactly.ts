/** Without the dust of binary fractions: 0.212 and not 0.21200000000000002. */
export function exactly(value: number): number {
  return Number(value.toPrecision(12))
}
