import { expect, test } from 'vitest'
import type { Report, Shard } from '../../src/model/report.ts'
import { shardsOf, type ReportFile } from '../../src/shards/check.ts'
import { holding } from '../report/reports.ts'
import { shardFile } from './shards.ts'

type Change = { readonly shard?: Partial<Shard>; readonly report?: Partial<Report> }

/** The second of two shards, changed. */
const pair = ({ shard, report }: Change): ReportFile[] => [
  shardFile(holding, 1, 2),
  shardFile({ ...holding, ...report }, 2, 2, shard),
]

const again = {
  command: 'npx vitest run',
  commit: 'a'.repeat(40),
  dirty: false,
  versions: { loadgate: '1.0.0', vitest: '5.1.1' },
}
const against = (commit: string) => ({
  ref: 'main',
  base: { commit, dirty: false },
  head: { commit: 'a'.repeat(40), dirty: false },
  gone: [],
})

function refusal(files: readonly ReportFile[]): { readonly code: string; readonly message: string } {
  try {
    shardsOf(files)
  } catch (error) {
    return error as { readonly code: string; readonly message: string }
  }
  throw new Error('these were taken for the shards of one run')
}

test('the shards of one run come in the order of their index, whatever the order of the files', () => {
  const files = [3, 1, 2].map((index) => shardFile(holding, index, 3))
  expect(shardsOf(files).map(({ report }) => report.shard.index)).toEqual([1, 2, 3])
})

test('a job that was run again belongs to its run, and so does another kind of machine', () => {
  const machine = { ...holding.machine, id: 'linux-arm64-4-cores-neoverse' }
  expect(shardsOf(pair({ report: { machine, startedAt: '2026-11-27T00:00:00.000Z' } }))).toHaveLength(2)
})

test.for<[string, ReportFile[], string, string]>([
  ['no report', [], 'no-shards', 'needs the report.json of every shard'],
  [
    'the report of a whole run',
    [{ file: 'report.json', report: holding }],
    'not-a-shard',
    'report.json is the report of a whole run',
  ],
  ['a missing one', [shardFile(holding, 1, 2)], 'missing-shards', 'Shard 2 of 2 is missing'],
  ['missing ones', [shardFile(holding, 2, 4)], 'missing-shards', 'Shards 1, 3 and 4 of 4 are missing'],
  [
    'one that is there twice',
    [1, 2, 2].map((index) => shardFile(holding, index, 2)),
    'doubled-shard',
    'Shard 2 of 2 is there twice, in shard-2/report.json and shard-2/report.json',
  ],
  [
    'one of more shards',
    [shardFile(holding, 1, 2), shardFile(holding, 2, 3)],
    'shards-differ',
    'the number of shards is 2 in the first and 3 in the second',
  ],
  [
    'another run in CI',
    pair({ shard: { ciRun: 'GITHUB_RUN_ID 7' } }),
    'shards-differ',
    'the run in CI is none in the first and GITHUB_RUN_ID 7 in the second',
  ],
  [
    'another commit',
    pair({ report: { run: { ...again, commit: 'b'.repeat(40) } } }),
    'shards-differ',
    `the commit is ${'a'.repeat(40)} in the first`,
  ],
  [
    'uncommitted changes',
    pair({ report: { run: { ...again, dirty: true } } }),
    'shards-differ',
    'uncommitted changes is none in the first and some',
  ],
  [
    'another version',
    pair({ report: { run: { ...again, versions: { ...again.versions, loadgate: '1.1.0' } } } }),
    'shards-differ',
    'the version of loadgate is 1.0.0 in the first and 1.1.0',
  ],
  [
    'another Node',
    pair({ report: { machine: { ...holding.machine, node: '25.0.0' } } }),
    'shards-differ',
    'the version of node is',
  ],
  [
    'another mode',
    pair({ report: { mode: 'update' } }),
    'shards-differ',
    'what it compares with is the baseline in the first and nothing, because it records in the second',
  ],
  [
    'another base',
    [
      shardFile({ ...holding, mode: 'ab', against: against('1') }, 1, 2),
      shardFile({ ...holding, mode: 'ab', against: against('2') }, 2, 2),
    ],
    'shards-differ',
    'the commit of the base is 1 in the first and 2',
  ],
  [
    'another setting',
    pair({ shard: { variables: { LOADGATE_COUNT: 'only' } } }),
    'shards-differ',
    'LOADGATE_COUNT is none in the first and only in the second',
  ],
])('%s is refused', ([, files, code, sentence]) => {
  const refused = refusal(files)
  expect(refused.code).toBe(code)
  expect(refused.message).toContain(sentence)
  expect(refused.message).toMatch(/^[^\n]+\.$/)
})
