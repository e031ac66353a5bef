import type { Calibration } from './calibration.ts'
import type { Finding } from './finding.ts'
import { liveFindings } from './live-findings.ts'
import { faultFindings, simulatedFindings } from './simulated-findings.ts'

const MARKS = { kept: '✓', open: '·', missed: '✗' } as const

/** Every promise in a line of its own, those that were missed last, where they are read. */
export function findingLines({ live, simulated }: Calibration): string {
  const findings = [
    ...simulatedFindings(simulated.tallies),
    ...faultFindings(simulated.faults),
    ...(live ? liveFindings(live.rows) : []),
  ]
  const lines = (state: Finding['state']) => findings.filter((finding) => finding.state === state).map(line)
  return [...lines('kept'), ...lines('open'), ...lines('missed')].join('\n')
}

function line({ guarantee, promise, source, figure, counts, outcome, state }: Finding): string {
  return `${MARKS[state]} ${guarantee} ${promise} · ${source}: ${figure} · ${counts} · ${outcome}`
}
