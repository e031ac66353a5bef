import { METRIC_NAMES } from '../../../src/model/metrics.ts'
import type { Report } from '../../../src/model/report.ts'

const SHARES = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]

/** The same report with all that there is to draw: launches around what each cell says, blocks, curves, load by wave, and how to measure it again. */
export function withFigures(report: Report): Report {
  return {
    ...report,
    servers: report.servers.map((tally) => ({
      ...tally,
      values: valuesOf(report, tally),
      latencies: latenciesOf(report, tally),
      ...(tally.instructions ? { blocks: blocksOf(tally.instructions) } : {}),
    })),
    scenarios: report.scenarios.map((one) => ({
      ...one,
      load: Array.from({ length: 8 }, (_, wave) => ({
        wave,
        generator: 0.4 + wave / 100,
        others: 0.02,
        stolen: wave === 3 ? 0.3 : 0.05,
      })),
    })),
    run: {
      command: 'LOADGATE_SERVERS=fastify npx vitest run --project perf',
      commit: '3761a67'.padEnd(40, '0'),
      dirty: true,
      versions: { loadgate: '0.1.0', vitest: '5.1.1' },
    },
  }
}

function valuesOf({ verdicts }: Report, { scenario, server }: Report['servers'][number]) {
  const cells = verdicts.filter((cell) => cell.scenario === scenario && cell.server === server && !cell.outpaces)
  return Object.fromEntries(
    METRIC_NAMES.flatMap((metric) => {
      const cell = cells.find((one) => one.metric === metric)
      if (!cell || cell.baseline === null || cell.current === null) return []
      return [[metric, { before: around(cell.baseline, 20), now: around(cell.current, 8) }]]
    }),
  )
}

/** Two of them have a sum. */
const LARGEST = Number.MAX_VALUE / 2

/** So many values, which differ by up to 6 %. */
function around(middle: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) =>
    Math.min(LARGEST, Math.max(-LARGEST, middle * (1 + (((index * 7) % 13) - 6) / 100))),
  )
}

function blocksOf({ perRequest, launches }: NonNullable<Report['servers'][number]['instructions']>) {
  return { before: [], now: Array.from({ length: Math.min(launches, 9) }, () => around(perRequest, 6)) }
}

function latenciesOf({ verdicts }: Report, { scenario, server }: Report['servers'][number]) {
  const p50 =
    verdicts.find((cell) => cell.scenario === scenario && cell.server === server && cell.metric === 'latencyP50')
      ?.current ?? 0.001
  return { before: null, now: SHARES.map((share, index): [number, number] => [share, (p50 * (index + 1)) / 4]) }
}
