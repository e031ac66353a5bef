import type { Report } from '../../src/model/report.ts'
import { changed, counted, countedReport, invalidCell, server, tooNoisy, type Own } from './cells.ts'
import { fastifyWhere } from './wheres.ts'

/** Reports of many servers. */

const SCENARIOS = ['home page', 'small answer', 'search']

/** So many servers × ten metrics × three scenarios, all counted and timed, with `reds` or all of them holding. */
export function crowdOf(servers: number, reds = false): Report {
  const names = Array.from({ length: servers }, (_, index) => `server-${index}`)
  const all = SCENARIOS.flatMap((scenario, place) =>
    names.flatMap((name, index) => {
      if (reds && place === 2 && index === 5) return [{ ...invalidCell(name, 'it ended with exit code 7'), scenario }]
      const isRed = reds && index === 3 + place && place < 2
      return [
        counted(name, isRed ? { scenario, ...changed('regressed', 1.0382, 0.0021) } : { scenario }),
        counted(name, { scenario, metric: 'gcInstructions', baseline: 41_300, current: 41_300 }),
        ...server(name, { scenario, speed: 1 + index / 8, ...timedOf(reds, isRed, index) }),
      ]
    }),
  )
  const report = countedReport(all)
  return reds ? { ...report, where: [{ ...fastifyWhere, scenario: SCENARIOS[0] ?? '', server: 'server-3' }] } : report
}

function timedOf(reds: boolean, isRed: boolean, index: number): Own {
  if (isRed) return { cpuPerRequest: changed('regressed', 1.21, 0.04), latencyP99: tooNoisy(1.38, 0.81) }
  if (!reds) return {}
  return index % 3 === 0 ? { latencyP90: tooNoisy(1.155, 0.28), latencyP99: tooNoisy(0.96, 0.58) } : {}
}
