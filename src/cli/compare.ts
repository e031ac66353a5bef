import { thisMachine } from '../host/machine.ts'
import { LoadgateError } from '../model/error.ts'
import { reportSchema, type Report } from '../model/report.ts'
import { isRed } from '../model/verdict.ts'
import { readBytes } from '../read/output.ts'
import { decodeText } from '../read/text.ts'
import { terminalTable } from '../report/terminal.ts'
import { visible } from '../report/safe.ts'
import { compareRuns, whyUnsure } from '../verdict/compare-runs.ts'
import { runFromReading, runFromReport, type ComparedRun } from '../verdict/run-figures.ts'
import { readArguments, readNamedFile, screenOf, UNUSABLE, type Streams } from './command.ts'
import { messages } from './messages.ts'

export const usage = `Usage: npx loadgate compare OLD NEW
       npx loadgate compare OLD... -- NEW...

Compares runs: outputs of load generators (see \`npx loadgate read --help\`), or report.json files of the
gate. Several runs per side are compared with the statistics that the gate uses for launches. One run per
side cannot tell a difference from chance, so every difference is \`unsure\`. A change can be shown from
five runs per side on.

Options:
  --help, -h  show this text

Exit code: 0; 1 when something regressed; 3 when a file holds no usable measurement; 2 for wrong usage.

Example: npx loadgate compare before-*.txt -- after-*.txt
`

export async function run(args: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const sides = splitSides(args)
  const runs: { before: ComparedRun[]; after: ComparedRun[] } = { before: [], after: [] }
  for (const side of ['before', 'after'] as const) {
    for (const file of sides[side]) {
      const found = readRun(file)
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
      messages.nothingInCommon({ runs: [...runs.before, ...runs.after].map(describeRun) }),
    )
  stdout.write(`${terminalTable(reportOf([...verdicts]), screenOf(stdout))}\n`)
  if (verdicts.some(({ verdict, reason }) => verdict === 'unsure' && reason === null))
    stdout.write(`\n${whyUnsure(runs.before.length, runs.after.length)}\n`)
  return verdicts.some(isRed) ? 1 : 0
}

/** Two files, or two lists with `--` between them. */
function splitSides(args: readonly string[]): Readonly<Record<'before' | 'after', readonly string[]>> {
  const at = args.indexOf('--')
  const [before, after] = at === -1 ? [args.slice(0, 1), args.slice(1)] : [args.slice(0, at), args.slice(at + 1)]
  readArguments('compare', [...before, ...after], {}, at === -1 ? 2 : Infinity)
  if (before.length === 0 || after.length === 0) throw new LoadgateError('two-sides', messages.twoSides)
  return { before, after }
}

function readRun(file: string): ComparedRun | { readonly problem: string } {
  const where = visible(file)
  const content = readNamedFile(file, where)
  try {
    const report = parseReport(content)
    if (report) return runFromReport(report, where)
    const reading = readBytes(content, where)
    return reading.usable ? runFromReading(reading, where) : { problem: `${where}: ${reading.why}` }
  } catch (error) {
    if (!(error instanceof LoadgateError)) throw error
    return { problem: error.message }
  }
}

/** Null when the text is not a report of the gate. */
function parseReport(content: Buffer): Report | null {
  try {
    return reportSchema.safeParse(JSON.parse(decodeText(content))).data ?? null
  } catch {
    return null
  }
}

function describeRun({ where, figures }: ComparedRun): string {
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
