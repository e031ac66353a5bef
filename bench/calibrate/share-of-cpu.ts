import { median } from '../../src/stats/summary.ts'
import type { Header, RunRecord } from './record.ts'

/**
 * CPU seconds a request that a plant is a share of: what base cost in the latest run without a neighbour of this session, or
 * what was measured when the session began. A machine that gets slower in the meantime would make the share a smaller one.
 */
export function baseCpuNow(header: Header, runs: readonly RunRecord[]): number {
  const latest = runs
    .filter(({ at, neighbour, faults }) => at > header.at && neighbour === 'none' && faults.length === 0)
    .at(-1)
  const values = (latest?.values.cpuPerRequest?.base ?? []).filter((value) => value !== null)
  return values.length === 0 ? header.baseCpu : median(values)
}
