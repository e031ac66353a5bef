import type { History } from '../../model/baseline.ts'
import type { Metric } from '../../model/metrics.ts'
import type { Report } from '../../model/report.ts'
import { isStated } from '../../model/verdict.ts'
import { sectionsOf, type Section } from '../rows.ts'

/** What stands on the page, and where: the addresses of scenarios, servers and metrics within it. */

export type Contents = {
  readonly report: Report
  /** Of the baselines that the run was held against. */
  readonly histories: readonly History[]
  /** The scenarios in the order of the page, the one with the worst verdict first. */
  readonly sections: readonly PlacedSection[]
  /** The address of a scenario, of one of its servers, or of one metric of that server; null for what is not on the page. */
  readonly placeOf: (scenario: string, server?: string, metric?: Metric) => string | null
}

export type PlacedSection = Section & {
  readonly id: string
  /** The servers that were held against something, worst first. */
  readonly servers: readonly string[]
}

export function contentsOf(report: Report, histories: readonly History[]): Contents {
  const sections = sectionsOf(report).map((section, index) => ({
    ...section,
    id: `scenario-${index}`,
    servers: serversIn(section),
  }))
  return {
    report,
    histories,
    sections,
    placeOf: (scenario, server, metric) => {
      const section = sections.find((one) => one.scenario === scenario)
      if (!section || server === undefined) return section?.id ?? null
      const index = section.servers.indexOf(server)
      return index < 0 ? null : [section.id, index, ...(metric === undefined ? [] : [metric])].join('-')
    },
  }
}

function serversIn({ rows }: Section): readonly string[] {
  return [...new Set(rows.flatMap(({ server, cells }) => (isStated(cells[0]) ? [] : [server])))]
}
