import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { summarise } from '../../src/gate/summarise.ts'
import type { Findings } from '../../src/gate/scenario-run.ts'
import { baselineSchema } from '../../src/model/baseline.ts'
import type { Report } from '../../src/model/report.ts'
import { noFailures, type Measurement, type Sample } from '../../src/model/measurement.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { reportJson } from '../../src/report/json.ts'
import { markdownReport } from '../../src/report/markdown.ts'
import { terminalTable } from '../../src/report/terminal.ts'
import { shardsOf } from '../../src/shards/check.ts'
import { mergeShards } from '../../src/shards/merge.ts'
import { shardFile } from '../shards/shards.ts'

/** A run of two scenarios on a busy machine, as it was measured, and the baselines of another machine that it was held against. */
type Recorded = {
  /** The columns of `samples`. */
  readonly fields: readonly string[]
  readonly runs: readonly (Pick<Measurement, 'references' | 'driver' | 'waves' | 'seconds' | 'spent'> & {
    readonly scenario: unknown
    readonly baseline: unknown
    readonly samples: readonly (readonly (number | string | null)[])[]
  })[]
}

const file = new URL('../fixtures/gate/recorded-run.json', import.meta.url)
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Recorded

function sampleOf(row: readonly (number | string | null)[]): Sample {
  const { p50, p90, p99, ...rest } = Object.fromEntries(recorded.fields.map((field, index) => [field, row[index]]))
  const missing = { histogram: null, gc: null, eventLoopUtilisation: null }
  return { ...rest, ...missing, side: 'head', failures: noFailures, latency: { p50, p90, p99 } } as unknown as Sample
}

/** Every server was held at the scenario's tolerance, and where Express is, node:http was said to be 1.1 times as fast. */
function findingsOf({ scenario, baseline, samples, ...rest }: Recorded['runs'][number]): Findings {
  const checked = scenarioSchema.parse(scenario)
  const claim = { by: 1.1, metric: 'throughput' } as const
  return {
    measurement: {
      ...rest,
      scenario: checked,
      mode: 'baseline',
      unpaired: [],
      samples: samples.map(sampleOf),
      faults: [],
      running: [],
      unmeasured: {},
      busyRounds: 0,
      busyCores: 0,
      busiest: null,
      absent: [],
      endedBusy: false,
    },
    comparison: { baseline: baselineSchema.parse(baseline), refs: null, unjudged: new Set() },
    counted: null,
    met: new Map(),
    asks: [],
    held: new Map(checked.servers.map((server) => [server, [undefined]])),
    told: [],
    claimed: checked.servers.includes('express') ? [{ server: 'node-http', other: 'express', claim }] : [],
    remarks: [],
  }
}

function reportOf(runs: Recorded['runs']): Report {
  const all = runs.map(findingsOf)
  const summaries = all.map((findings) => summarise(findings))
  return {
    version: 1,
    mode: 'baseline',
    machine: all[0]!.comparison.baseline!.machine,
    startedAt: '2026-11-26T03:41:00.000Z',
    seconds: 168,
    verdicts: summaries.flatMap(({ verdicts }) => verdicts),
    servers: summaries.flatMap(({ servers }) => servers),
    scenarios: summaries.map(({ scenario }) => scenario),
    skipped: [],
    written: [],
  }
}

const report = reportOf(recorded.runs)

/** A change of wording shows in the reasons only. Anything else that differs is another judgement of the same samples. */
test('a recorded run has the verdicts, values and intervals of its golden file', async () => {
  const { verdicts } = JSON.parse(reportJson(report)) as Report
  const lines = verdicts.map((verdict) => JSON.stringify(verdict))
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/recorded-run.verdicts.jsonl')
})

test('a recorded run is reported as in its golden files', async () => {
  const table = terminalTable(report, { columns: 120, colour: false })
  await expect(`${table}\n`).toMatchFileSnapshot('golden/recorded-run.120.txt')
  await expect(markdownReport(report)).toMatchFileSnapshot('golden/recorded-run.md')
})

test('the order in which samples come changes nothing', () => {
  const backwards = recorded.runs.map((run) => ({ ...run, samples: run.samples.toReversed() }))
  expect(reportOf(backwards)).toEqual(report)
})

test('measured by two of four shards and merged, the same samples have the same verdicts, values and intervals', () => {
  const [one, two] = recorded.runs
  const parts = [[two!], [], [one!], []].map((runs) => ({ ...report, ...(runs.length > 0 ? reportOf(runs) : NOTHING) }))
  const shards = shardsOf(parts.map((part, at) => shardFile(part, at + 1, 4)))
  const merged = JSON.parse(reportJson(mergeShards(shards, []))) as Report
  const { verdicts, servers, scenarios } = JSON.parse(reportJson(report)) as Report
  expect(merged.verdicts).toEqual(verdicts)
  expect([merged.servers, merged.scenarios]).toEqual([servers, scenarios])
})

const NOTHING = { verdicts: [], servers: [], scenarios: [] }
