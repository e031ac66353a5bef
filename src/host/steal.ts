/** CPU seconds of the whole machine since it booted: those that a hypervisor gave to others, and all. */
export type Steal = { readonly steal: number; readonly total: number }

const TICKS_A_SECOND = 100

/** From the first line of /proc/stat (user nice system idle iowait irq softirq steal …); null when it has no such line. */
export function stealIn(stat: string): Steal | null {
  // The two fields behind steal are in user and nice already.
  const fields = /^cpu +([\d ]+)$/m.exec(stat)?.[1]?.trim().split(/ +/).map(Number).slice(0, 8) ?? []
  const steal = fields[7]
  if (steal === undefined) return null
  return { steal: steal / TICKS_A_SECOND, total: fields.reduce((sum, ticks) => sum + ticks, 0) / TICKS_A_SECOND }
}

/** Cores stolen between two readings that are so many seconds apart; null where the machine cannot tell. Never below 0. */
export function stolenCores(before: Steal | null, after: Steal | null, seconds: number): number | null {
  if (!before || !after || seconds <= 0) return null
  return Math.max(0, after.steal - before.steal) / seconds
}
