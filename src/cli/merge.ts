import { writeReport } from '../gate/write-report.ts'
import { LoadgateError } from '../model/error.ts'
import { reportSchema, type Report } from '../model/report.ts'
import { terminalTable } from '../report/terminal.ts'
import { visible } from '../report/safe.ts'
import { shardsOf } from '../shards/check.ts'
import { mergeShards } from '../shards/merge.ts'
import { outcomeOf } from '../shards/outcome.ts'
import { gatherRecorded } from '../shards/recorded.ts'
import { BASELINES, readArguments, readNamedFile, screenOf, type Streams } from './command.ts'
import { messages } from './messages.ts'

const OPTIONS = { out: { type: 'string' }, baselines: { type: 'string' } } as const

const OUT = '.loadgate'

export const usage = `Usage: npx loadgate merge REPORT... [options]

Makes one report of those of all shards of a run: one table, one report.html, report.md and report.json, and
one exit code. Vitest's \`--shard=1/4\` makes a run one of four, each of which has some of the specs. Where
GITHUB_STEP_SUMMARY is set, the table is appended there; a shard appends none.

What shards recorded (\`npm run baseline:update\`) is in the folder \`recorded\` beside each report. It is
written into the folder of the baselines, unless a shard failed.

Options:
  --out DIR        the folder for the report (default: ${OUT})
  --baselines DIR  the folder of the baselines (default: ${BASELINES})
  --help, -h       show this text

Exit code: that of the whole run, so 0, or 1 when a shard failed or none measured anything; 2 when a shard
is missing or there twice, and when the reports are not of one commit, version and mode.

Example: npx loadgate merge shard-*/report.json
`

export async function run(args: readonly string[], { stdout, stderr }: Streams): Promise<number> {
  const { values, positionals } = readArguments('merge', args, OPTIONS, Infinity)
  const { out = OUT, baselines = BASELINES } = values
  const shards = shardsOf(positionals.map((file) => ({ file: visible(file), report: readReport(file) })))
  const outcome = outcomeOf(shards)
  const report = mergeShards(shards, outcome.fails ? [] : gatherRecorded(shards, baselines))
  const warn = (sentence: string) => void stderr.write(`${sentence}\n`)
  await writeReport(report, { scratch: out, baselines, stepSummary: process.env['GITHUB_STEP_SUMMARY'], warn })
  stdout.write(`${terminalTable(report, { ...screenOf(stdout), scratch: out })}\n`)
  if (outcome.failedOtherwise.length > 0)
    stderr.write(`${messages.shardsFailed({ shards: outcome.failedOtherwise })}\n`)
  if (outcome.nothing) stderr.write(`${messages.nothingInShards}\n`)
  return outcome.fails ? 1 : 0
}

function readReport(file: string): Report {
  const where = visible(file)
  const bytes = readNamedFile(file, where)
  try {
    return reportSchema.parse(JSON.parse(bytes.toString()))
  } catch (cause) {
    throw new LoadgateError('not-a-report', messages.noReportIn({ file: where }), { cause })
  }
}
