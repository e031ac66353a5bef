import { thisMachine } from '../host/machine.ts'
import { compareRuns, runFromReading, runFromReport, whyUnsure, type ComparedRun } from '../verdict/compare-runs.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { readOutput } from '../read/output.ts'
import { reportSchema, type Report } from '../model/report.ts'
import { terminalTable } from '../report/terminal.ts'
import { visible } from '../report/visible.ts'
import { isRed } from '../model/verdict.ts'
import { readArguments } from './arguments.ts'
import type { Streams } from './commands.ts'
import { contentOf } from './content.ts'

export const usage = `Usage: npx loadgate compare OLD NEW
       npx loadgate compare OLD... -- NEW...

Puts runs side by side: outputs of ab, wrk, autocannon, oha or k6 (see \`npx loadgate read --help\`), or
report.json files of the gate. Several runs a side are told from chance as the gate tells launches; one
run a side decides nothing, so that every difference is \`unsure\`. From five runs a side on, something can be
shown.

Options:
  --help, -h  this text

Exit code: 0, 1 when something regressed, 3 when a file is no usable measurement, 2 for wrong usage.
`

const UNUSABLE = 3

export async function run(args: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const [before, after] = sidesOf(args)
  const runs: { before: ComparedRun[]; after: ComparedRun[] } = { before: [], after: [] }
  for (const [side, files] of [
    ['before', before],
    ['after', after],
  ] as const) {
    for (const file of files) {
      const found = runIn(file)
      if ('problem' in found) {
        stderr.write(`${found.problem}\n`)
        return UNUSABLE
      }
      runs[side].push(found)
    }
  }
  const verdicts = compareRuns(runs.before, runs.after)
  if (verdicts.length === 0)
    throw new LoadgateError(
      'nothing-in-common',
      messages.nothingInCommon({ runs: [...runs.before, ...runs.after].map(described) }),
    )
  const colour = stdout.isTTY ? stdout.hasColors() : false
  stdout.write(`${terminalTable(reportOf([...verdicts]), { columns: stdout.columns ?? 120, colour })}\n`)
  if (verdicts.some(({ verdict }) => verdict === 'unsure'))
    stdout.write(`\n${whyUnsure(before.length, after.length)}\n`)
  return verdicts.some(isRed) ? 1 : 0
}

/** Two files, or two lists with `--` between them. */
function sidesOf(args: readonly string[]): readonly [readonly string[], readonly string[]] {
  const at = args.indexOf('--')
  const [left, right] = at === -1 ? [args.slice(0, 1), args.slice(1)] : [args.slice(0, at), args.slice(at + 1)]
  readArguments('compare', [...left, ...right], {}, at === -1 ? 2 : Infinity)
  if (left.length === 0 || right.length === 0) throw new LoadgateError('two-sides', messages.twoSides)
  return [left, right]
}

function runIn(file: string): ComparedRun | { readonly problem: string } {
  const where = visible(file)
  const content = contentOf(file, where)
  try {
    const report = reportIn(content)
    if (report) return runFromReport(report, where)
    const reading = readOutput(content, where)
    return reading.usable ? runFromReading(reading, where) : { problem: `${where}: ${reading.why}` }
  } catch (error) {
    if (!(error instanceof LoadgateError)) throw error
    return { problem: error.message }
  }
}

/** Null for whatever is not a gate's report. */
function reportIn(content: string): Report | null {
  try {
    return reportSchema.safeParse(JSON.parse(content)).data ?? null
  } catch {
    return null
  }
}

function described({ where, figures }: ComparedRun): string {
  return `${where} (${[...new Set(figures.map(({ scenario }) => visible(scenario)))].join(', ') || 'nothing'})`
}

function reportOf(verdicts: Report['verdicts']): Report {
  return {
    version: 1,
    mode: 'compare',
    machine: thisMachine(),
    startedAt: new Date().toISOString(),
    seconds: 0,
    verdicts,
    servers: [],
    scenarios: [],
    skipped: [],
    written: [],
  }
}
