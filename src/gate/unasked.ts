import { faultOf } from '../verdict/validity.ts'
import type { Findings } from './scenario-run.ts'

/**
 * Servers of a scenario whose measurement cannot be used, and that no test asks about: one that does not start, dies or answers
 * wrong. No test can fail for them.
 */
export function brokenUnasked({ measurement, held, met, asks, claimed }: Findings): readonly string[] {
  const asked = new Set([
    ...held.keys(),
    ...met.keys(),
    ...asks.map(({ server }) => server),
    ...claimed.flatMap(({ server, other }) => [server, other]),
  ])
  const { scenario, unpaired } = measurement
  return scenario.servers.filter(
    (server) => !asked.has(server) && !unpaired.includes(server) && faultOf(measurement, server) !== null,
  )
}

/** The same findings, as if tests had asked about these servers, so that the report has a row for each. */
export function askedAbout(findings: Findings, servers: readonly string[]): Findings {
  return { ...findings, held: new Map([...findings.held, ...servers.map((server) => [server, [undefined]] as const)]) }
}
