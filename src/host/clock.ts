/** Seconds on the machine's monotonic clock, the same in every process. */
export function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e9
}
