import { METRICS } from '../model/metrics.ts'
import { isRed, type Verdict } from '../model/verdict.ts'
import { faultOf } from '../verdict/validity.ts'
import type { Findings } from './scenario-run.ts'
import { verdictsIn } from './summarise.ts'

/** What is red and fails no test, so that it has to fail the run. */

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

/**
 * What is red now and was not when its test was told: later tests had more launches measured. By server, with its metrics. Servers
 * that no test asks about are none of these.
 */
export function redUntold(findings: Findings): ReadonlyMap<string, readonly string[]> {
  const told = new Set(findings.told.filter(isRed).map(questionOf))
  const late = verdictsIn(findings).filter((verdict) => isRed(verdict) && !told.has(questionOf(verdict)))
  const byServer = Map.groupBy(late, ({ server }) => server)
  return new Map([...byServer].map(([server, cells]) => [server, cells.map(({ metric }) => METRICS[metric].label)]))
}

/** What a verdict answers, at whatever tolerance. */
function questionOf({ server, metric, limit, outpaces }: Verdict): string {
  return JSON.stringify([server, metric, limit, outpaces])
}

/** The same findings, as if tests had asked about these servers, so that the report has a row for each. */
export function askedAbout(findings: Findings, servers: readonly string[]): Findings {
  return { ...findings, held: new Map([...findings.held, ...servers.map((server) => [server, [undefined]] as const)]) }
}
