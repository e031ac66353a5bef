import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readCounted } from '../../src/baseline/counted.ts'
import type { Report, Shard } from '../../src/model/report.ts'
import { shardsOf } from '../../src/shards/check.ts'
import { mergeShards } from '../../src/shards/merge.ts'
import { gatherRecorded } from '../../src/shards/recorded.ts'
import { scriptedGate, temporaryFolder, type ScriptedOptions } from './scripted.ts'

const TITLES = ['home', 'list', 'search', 'form'] as const

const cheap = { quick: { instructions: 1_000_000 }, slow: { instructions: 2_000_000 } }
const dear = { ...cheap, slow: { instructions: 2_400_000 } }

type Options = Pick<ScriptedOptions, 'servers' | 'recording' | 'folder'>

/** A gate whose specs declare these scenarios: a whole run, or one of four shards. */
async function run(options: Options, titles: readonly string[], index?: number) {
  const gate = await scriptedGate({ ...options, env: { LOADGATE_COUNT: 'only' } })
  for (const title of titles)
    for (const server of Object.keys(options.servers)) await gate.hold(server, undefined, { title })
  const shard = index === undefined ? undefined : { index, count: 4, ciRun: null, variables: {} }
  const ended = await gate.end(true, shard)
  const report = ended.report as Report & { readonly shard: Shard }
  return { ...ended, report, folder: gate.folder, file: join(gate.folder, 'scratch', 'report.json') }
}

const words = ({ verdicts }: Report) =>
  verdicts.map(({ scenario, server, metric, verdict }) => `${scenario} ${server} ${metric} ${verdict}`).toSorted()

test('four shards, merged, have the cells and verdicts of one run', async () => {
  const { folder } = await run({ servers: cheap }, TITLES)
  const whole = await run({ servers: dear, folder, recording: 'none' }, TITLES)
  const shards: Awaited<ReturnType<typeof run>>[] = []
  for (const [at, title] of TITLES.entries())
    shards.push(await run({ servers: dear, folder, recording: 'none' }, [title], at + 1))
  const merged = mergeShards(shardsOf(shards), [])
  expect(words(merged)).toEqual(words(whole.report))
  expect(words(merged)).toContain('form slow instructions regressed')
})

test('what four shards record is brought together, beside what is in the baselines already', async () => {
  const { folder: before } = await run({ servers: cheap }, ['older'])
  const shards: Awaited<ReturnType<typeof run>>[] = []
  for (const [at, title] of TITLES.entries())
    shards.push(await run({ servers: dear, recording: 'all' }, [title], at + 1))
  const baselines = join(before, 'baselines')
  const written = gatherRecorded(shardsOf(shards), baselines)
  expect(written).toEqual(TITLES.map((title) => join(baselines, 'counted', `${title}.json`)))
  expect(readdirSync(join(baselines, 'counted')).toSorted()).toEqual(
    ['form', 'home', 'list', 'older', 'search'].map((title) => `${title}.json`),
  )
  const [home] = shards
  expect(readCounted(baselines, 'home')?.servers).toEqual(readCounted(join(home!.folder, 'baselines'), 'home')?.servers)
})

test('two shards that recorded the same scenario are an error, and nothing is written', async () => {
  const shards = [
    await run({ servers: cheap, recording: 'all' }, ['home'], 3),
    await run({ servers: cheap, recording: 'all' }, ['home'], 4),
  ]
  const baselines = join(temporaryFolder(), 'baselines')
  expect(() => gatherRecorded(shards, baselines)).toThrow('Shards 3 and 4 recorded counted/home.json')
  expect(existsSync(baselines)).toBe(false)
})

test('a shard whose recorded files did not come with its report is an error', async () => {
  const shard = await run({ servers: cheap, recording: 'all' }, ['home'], 1)
  const moved = { ...shard, file: join(temporaryFolder(), 'report.json') }
  expect(() => gatherRecorded([moved], 'baselines')).toThrow(/says that .*home\.json was recorded, but there is no/)
})

test('the next run forgets what a shard recorded', async () => {
  const { folder } = await run({ servers: cheap, recording: 'all' }, ['home'], 1)
  const recorded = join(folder, 'scratch', 'recorded')
  expect(readdirSync(recorded)).toEqual(['counted'])
  await run({ servers: cheap, folder }, ['home'])
  expect(existsSync(recorded)).toBe(false)
})

test('a shard that was asked nothing writes a report all the same, and does not fail', async () => {
  const { report, nothing, file } = await run({ servers: cheap }, [], 2)
  expect(report.shard).toEqual({ index: 2, count: 4, ciRun: null, variables: {}, passed: true, measured: false })
  expect(nothing).toBeNull()
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ shard: { index: 2 }, verdicts: [] })
})
