import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { reportJson } from '../../src/report/json.ts'
import { HOME } from '../report/cells.ts'
import { holding, red } from '../report/reports.ts'
import { shardFile, split } from '../shards/shards.ts'
import { call, oneSentence } from './command.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadgate-merge-'))
  return () => rmSync(folder, { recursive: true })
})

function write(name: string, text: string): string {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'report.json'), text)
  return join(folder, name, 'report.json')
}

const shardsIn = (whole: Report) =>
  split(whole, 2, (title) => (title === HOME ? 1 : 2)).map(({ report }, at) => {
    const passed = !report.verdicts.some(({ verdict }) => verdict === 'regressed')
    return write(`shard-${at + 1}`, reportJson({ ...report, shard: { ...report.shard, passed } }))
  })

const written = (name: string) => readFileSync(join(folder, 'out', name), 'utf8')

const merge = (...files: string[]) => call(['merge', ...files, '--out', join(folder, 'out')])

test('shards become one table, one report in each format, and one exit code', async () => {
  const { exitCode, stdout, stderr } = await merge(...shardsIn(holding))
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toContain('2 scenarios')
  expect(JSON.parse(written('report.json'))).toMatchObject({ shards: [{ index: 1 }, { index: 2 }] })
  expect(written('report.md')).toContain('2 shards')
  expect(written('report.html')).toContain('<dt>shard 2</dt>')
})

test('a red shard is 1, with what is red', async () => {
  const { exitCode, stdout, stderr } = await merge(...shardsIn(red))
  expect([exitCode, stderr]).toEqual([1, ''])
  expect(stdout).toContain('fastify: CPU per request regressed')
})

test('a shard that failed without a verdict is 1, and named', async () => {
  const file = write('failed', reportJson(shardFile(holding, 1, 1, { passed: false }).report))
  expect(await merge(file)).toMatchObject({
    exitCode: 1,
    stderr: 'Shard 1 failed by something that is no verdict; its log says what.',
  })
})

test('a summary that cannot be written costs neither the table nor the exit code', async () => {
  vi.stubEnv('GITHUB_STEP_SUMMARY', join(folder, 'gone', 'summary.md'))
  const { exitCode, stdout, stderr } = await merge(...shardsIn(holding))
  vi.unstubAllEnvs()
  expect(exitCode).toBe(0)
  expect(stdout).toContain('2 scenarios')
  expect(stderr).toMatch(/^The table could not be appended to the job's summary, GITHUB_STEP_SUMMARY=.* \(ENOENT/)
})

test('in a workflow, the table is appended to the summary', async () => {
  const summary = join(folder, 'summary.md')
  vi.stubEnv('GITHUB_STEP_SUMMARY', summary)
  await merge(...shardsIn(holding))
  vi.unstubAllEnvs()
  expect(readFileSync(summary, 'utf8')).toBe(written('report.md'))
})

test.for<[string, () => string[], string]>([
  ['no file', () => [], 'needs the report.json of every shard'],
  ['a file that is not there', () => ['no-such-file'], 'no-such-file cannot be read (ENOENT).'],
  ['what is no report', () => [write('broken', '{"version":1}')], 'is not a report of this version of loadgate'],
  ['the report of a whole run', () => [write('whole', reportJson(holding))], 'is the report of a whole run'],
  ['a missing shard', () => shardsIn(holding).slice(1), 'Shard 1 of 2 is missing.'],
])('%s is one sentence, and 2', async ([, files, sentence]) => {
  const { exitCode, stdout, stderr } = await merge(...files())
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(oneSentence)
  expect(stderr).toContain(sentence)
})
