import { reportSchema, type Report } from '../model/report.ts'
import { byClaim, byMetric, byText } from './severity.ts'

/** The significant digits of a number. More would only make noise in a diff. */
const DIGITS = 6

/**
 * `report.json`: checked against the schema, keys in its order, numbers rounded to six significant digits, and sorted, so
 * that the same run gives the same text in whichever order its parts ended. Throws ZodError for anything but a report.
 */
export function reportJson(report: Report): string {
  const { verdicts, servers, scenarios, skipped, ...rest } = reportSchema.parse(report)
  const sorted = {
    ...rest,
    verdicts: verdicts.toSorted((a, b) => byScenarioAndServer(a, b) || byMetric(a, b) || byClaim(a, b)),
    servers: servers.toSorted(byScenarioAndServer),
    scenarios: scenarios.toSorted((a, b) => byText(a.scenario, b.scenario)),
    skipped: skipped.toSorted((a, b) => byText(a.server, b.server)),
    ...(rest.where ? { where: rest.where.toSorted(byScenarioAndServer) } : {}),
    ...(rest.waiting ? { waiting: rest.waiting.toSorted(byScenarioAndServer) } : {}),
    written: rest.written.toSorted(byText),
  }
  return `${JSON.stringify(reportSchema.parse(sorted), roundNumber, 2)}\n`
}

type Measured = { readonly scenario: string; readonly server: string }

function byScenarioAndServer(a: Measured, b: Measured): number {
  return byText(a.scenario, b.scenario) || byText(a.server, b.server)
}

function roundNumber(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value
}
