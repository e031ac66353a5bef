import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { historiesOf, type History } from '../baseline/history.ts'
import type { Gate } from '../options/gate.ts'
import { thisMachine } from '../host/machine.ts'
import { htmlReport } from '../report/html/page.ts'
import { reportJson } from '../report/json.ts'
import { markdownReport } from '../report/markdown.ts'
import type { Report, Reproduction } from '../model/report.ts'
import { terminalTable } from '../report/terminal.ts'
import { WORST_FIRST, type Verdict } from '../model/verdict.ts'
import type { Finding, Outcome } from '../gate/outcome.ts'
import { originOf } from '../host/origin.ts'
import { recordBaselines } from '../gate/record.ts'
import { reproduction } from './reproduction.ts'

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns' | 'hasColors'>

/** One table at the end, the report files, and the only writer of baselines. */
export function loadgateReporter(gate: Gate, output: Output = process.stdout): Reporter {
  let vitest: Vitest | undefined
  const startedAt = new Date()
  return {
    onInit: (context) => {
      vitest = context
    },
    async onTestRunEnd(modules, _errors, reason) {
      const findings = modules.flatMap(findingsOf)
      if (findings.length === 0) return
      const updating = vitest?.config.snapshotOptions.updateSnapshot ?? 'none'
      const origin = await originOf()
      const written = recordBaselines(gate, findings.filter(isOutcome), {
        updating,
        passed: reason === 'passed',
        origin,
      })
      const run = reproduction(origin, process.env, process.argv.slice(2))
      const report = reportOf(findings, {
        startedAt,
        update: updating === 'all',
        written,
        run,
        skipped: skippedIn(modules),
      })
      writeReports(gate.scratch, report, await historiesFor(gate, report))
      output.write(`\n${terminalTable(report, { ...look(output), scratch: gate.scratch })}\n`)
    },
  }
}

function findingsOf(module: TestModule): readonly (Outcome | Finding)[] {
  return [...module.children.allTests()].flatMap((test) => test.meta().loadgate ?? [])
}

/** What the global setup found that cannot run here. */
function skippedIn(modules: readonly TestModule[]): Report['skipped'] {
  const skipped = modules.flatMap(({ project }) => project.getProvidedContext().loadgate?.skipped ?? [])
  return distinct(skipped, ({ server }) => server)
}

/** A claim has nothing to record. */
function isOutcome(found: Outcome | Finding): found is Outcome {
  return 'recording' in found
}

function reportOf(
  findings: readonly Finding[],
  {
    startedAt,
    update,
    written,
    run,
    skipped,
  }: { startedAt: Date; update: boolean; written: readonly string[]; run: Reproduction; skipped: Report['skipped'] },
): Report {
  const refs = findings.find((found) => found.refs)?.refs
  return {
    version: 1,
    mode: update ? 'update' : refs ? 'ab' : 'baseline',
    ...(refs ? { against: refs } : {}),
    machine: thisMachine(),
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    verdicts: distinct(findings.flatMap(({ verdicts }) => verdicts).toSorted(worstLast), cellOf),
    servers: distinct(
      findings.flatMap(({ tally }) => tally),
      ({ scenario, server }) => JSON.stringify([scenario, server]),
    ),
    scenarios: distinct(
      findings.map(({ summary }) => summary),
      ({ scenario }) => scenario,
    ),
    run,
    skipped,
    written: [...written],
  }
}

/** A server that is asserted twice has one row a metric, and one a claim: the worse one, which comes last and so stays. */
function worstLast(a: Verdict, b: Verdict): number {
  return WORST_FIRST.indexOf(b.verdict) - WORST_FIRST.indexOf(a.verdict)
}

function cellOf({ scenario, server, metric, outpaces }: Verdict): string {
  return JSON.stringify([scenario, server, metric, outpaces])
}

function distinct<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()]
}

/** Commits of a baseline's file that a report tells. */
const REMEMBERED = 20

/** Of the baselines that the run was held against. A project without git has none, and a report needs none. */
async function historiesFor({ baselines }: Gate, { scenarios }: Report): Promise<readonly History[]> {
  const histories = await historiesOf(baselines, REMEMBERED).catch(() => [])
  return histories.filter(({ entries }) =>
    entries.some(({ recording }) =>
      scenarios.some(({ scenario, baseline }) => scenario === recording.scenario && baseline === recording.machine),
    ),
  )
}

function writeReports(scratch: string, report: Report, histories: readonly History[]): void {
  mkdirSync(scratch, { recursive: true })
  writeFileSync(join(scratch, 'report.json'), reportJson(report))
  const markdown = markdownReport(report)
  writeFileSync(join(scratch, 'report.md'), markdown)
  writeFileSync(join(scratch, 'report.html'), htmlReport(report, histories))
  const summary = process.env['GITHUB_STEP_SUMMARY']
  if (summary) appendFileSync(summary, markdown)
}

/** FORCE_COLOR and NO_COLOR are Node's business; without a terminal a table may be as wide as it likes to be read. */
function look(output: Output): { columns: number; colour: boolean } {
  return { columns: output.columns ?? 120, colour: output.isTTY ? output.hasColors() : false }
}
