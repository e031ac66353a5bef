import type { Report } from '../model/report.ts'
import { requestLines, requestTitles, type RequestDetail, type RequestLine } from './request-lines.ts'
import { visible } from './safe.ts'
import { cut, cutMiddle, displayWidth, padded } from './screen.ts'

/** The requests of a mix for a terminal, below the rows of its servers: as many latencies as fit. */

/** `name`: the widest that a request's name may be, in columns of the terminal. */
type Detail = RequestDetail & { readonly name: number }

const ENDS = ['latencyP50', 'latencyP99'] as const

/** What to give up, the least important first: how a request changed is worth more than its p90. */
const STEPS: readonly Detail[] = [
  { percentiles: ['latencyP50', 'latencyP90', 'latencyP95', 'latencyP99'], before: true, name: 32 },
  { percentiles: ['latencyP50', 'latencyP95', 'latencyP99'], before: true, name: 32 },
  { percentiles: ENDS, before: true, name: 32 },
  { percentiles: ENDS, before: true, name: 24 },
  { percentiles: ENDS, before: false, name: 24 },
  { percentiles: ENDS, before: false, name: 15 },
  { percentiles: ['latencyP50'], before: false, name: 15 },
]

/** The lines of a scenario's requests, the titles first. Empty where one request is asked all the time. */
export function requestTable(report: Report, scenario: string, width: number): readonly string[] {
  const tables = STEPS.map((detail) => tableOf(requestLines(report, scenario, detail), detail))
  const table = tables.find((lines) => lines.every((line) => displayWidth(line) <= width)) ?? tables.at(-1) ?? []
  return table.map((line) => cut(line, width))
}

function tableOf(lines: readonly RequestLine[], detail: Detail): readonly string[] {
  if (lines.length === 0) return []
  const named = lines.map(([name = '', ...texts]) => [cutMiddle(visible(name), detail.name), ...texts])
  const all = [requestTitles(detail), ...named]
  const widths = requestTitles(detail).map((_, at) => Math.max(...all.map((line) => displayWidth(line[at] ?? ''))))
  return all.map((line) =>
    line.map((text, at) => padded(text, widths[at] ?? 0, at === 0 ? 'left' : 'right')).join('  '),
  )
}
