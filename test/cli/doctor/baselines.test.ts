import { rmSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeCounted } from '../../../src/baseline/counted.ts'
import { writeBaseline } from '../../../src/baseline/store.ts'
import { findUsedBaselines, findCountedBaselines, fitsOf } from '../../../src/cli/doctor/baselines.ts'
import { findBaseline } from '../../../src/gate/find-baseline.ts'
import { scenarioSchema } from '../../../src/model/scenario.ts'
import { projectSchema } from '../../../src/options/project.ts'
import { baseline, emptyFolder, fileIn, machine, plant, recorded, TITLE } from '../../baseline/baselines.ts'
import { counted, counts, plantCounts } from '../../baseline/counted.ts'

const near = { ...machine, id: 'near', cpu: 'Some CPU 6/143/8' }
const far = { ...machine, id: 'far', cores: 64 }

function folderWith(...machines: (typeof machine)[]): string {
  const folder = emptyFolder()
  for (const one of machines) writeBaseline(folder, { ...baseline(), machine: one })
  return folder
}

test.for<[string, (typeof machine)[], object]>([
  ['this kind’s is used', [machine, near, far], { node: machine.node }],
  ['no other kind’s is used, however near', [near, far], { elsewhere: ['far', 'near'] }],
])('%s, as by the gate', ([, machines, expected]) => {
  const folder = folderWith(...machines)
  const [used] = findUsedBaselines(folder, machine).scenarios
  expect(used).toMatchObject({ title: TITLE, ...expected })
  const gate = projectSchema.parse({
    servers: [{ name: 'fastify', command: ['node'] }],
    references: [{ name: 'r', command: ['node'] }],
    baselines: folder,
  })
  const { title, request, load } = baseline().scenario
  const scenario = scenarioSchema.parse({ title, request, load, servers: ['fastify'] })
  // On an update, so that the gate does not mind that these servers were recorded with other options.
  expect(
    findBaseline(scenario, 'autocannon 9.0.0', { project: gate, machine, recording: 'all' }).baseline?.machine.id,
  ).toBe(machines.includes(machine) ? machine.id : undefined)
})

test('the other kinds are those that have this scenario, and no others', () => {
  const folder = folderWith(near, far)
  writeBaseline(folder, { ...baseline(undefined, 'another'), machine: { ...machine, id: 'elsewhere' } })
  expect(findUsedBaselines(folder, machine).scenarios).toEqual([
    { title: 'another', elsewhere: ['elsewhere'] },
    { title: TITLE, elsewhere: ['far', 'near'] },
  ])
})

function recordedAt(time: string, commit: string | null, dirty = false) {
  return { ...recorded(), recorded: { at: time, commit, dirty, waves: 4 } }
}

test('servers are told together when they were recorded from one commit, with the oldest time', () => {
  const folder = emptyFolder()
  const servers = {
    a: recordedAt('2026-01-02T00:00:00.000Z', 'c0ffee1'),
    b: recordedAt('2026-01-03T00:00:00.000Z', 'c0ffee1', true),
    c: recordedAt('2026-01-01T00:00:00.000Z', 'c0ffee1'),
    d: recordedAt('2026-01-05T00:00:00.000Z', null),
  }
  writeBaseline(folder, baseline(servers))
  expect(findUsedBaselines(folder, machine).scenarios[0]).toMatchObject({
    recordings: [
      { servers: ['a', 'c'], at: '2026-01-01T00:00:00.000Z', commit: 'c0ffee1', dirty: false },
      { servers: ['b'], at: '2026-01-03T00:00:00.000Z', commit: 'c0ffee1', dirty: true },
      { servers: ['d'], at: '2026-01-05T00:00:00.000Z', commit: null, dirty: false },
    ],
  })
})

test('a file that the gate could not read is a problem of its scenario, told once', () => {
  const folder = folderWith(near)
  plant(folder, '{', machine.id)
  const { scenarios, problems } = findUsedBaselines(folder, machine)
  expect(scenarios).toEqual([{ title: TITLE, problem: expect.stringContaining(`${machine.id}/home-page`) as string }])
  expect(problems).toEqual([])
})

test('a file of a scenario that cannot be told is a problem of its own', () => {
  const folder = folderWith(machine)
  plant(folder, '{}', 'elsewhere')
  rmSync(fileIn(folder))
  const { scenarios, problems } = findUsedBaselines(folder, machine)
  expect([scenarios, problems]).toEqual([[], [expect.stringContaining('`scenario` is missing') as string]])
})

const { identity, recorded: origin } = counted()

const told = (title: string, server: string) => ({
  title,
  recordings: [{ servers: [server], ...origin }],
  identities: { [server]: identity },
})

test('every scenario that was counted is told, by title, with its servers', () => {
  const folder = emptyFolder()
  writeCounted(folder, counts({ flask: counted() }, 'of flask'))
  writeCounted(folder, counts())
  expect(findCountedBaselines(folder)).toEqual({
    scenarios: [told(TITLE, 'fastify'), told('of flask', 'flask')],
    problems: [],
  })
})

test('without counts, or without a folder, there are none', () => {
  expect(findCountedBaselines(emptyFolder())).toEqual({ scenarios: [], problems: [] })
  expect(findCountedBaselines(join(emptyFolder(), 'gone'))).toEqual({ scenarios: [], problems: [] })
})

test('a broken file is a problem of its scenario, or of its own where that is unknown', () => {
  const folder = emptyFolder()
  plantCounts(folder, JSON.stringify({ ...counts(), servers: {} }))
  mkdirSync(join(folder, 'counted'), { recursive: true })
  writeFileSync(join(folder, 'counted', 'other.json'), '{}')
  expect(findCountedBaselines(folder)).toEqual({
    scenarios: [{ title: TITLE, problem: expect.stringContaining('`servers`') as string }],
    problems: [expect.stringContaining('`scenario` is missing') as string],
  })
})

test('servers fit together by what differs; of one that is not defined here nothing is said', () => {
  const recordedIdentities = {
    a: identity,
    b: { ...identity, libc: 'glibc 2.39' },
    c: { ...identity, runtime: 'node 22.19.0' },
    d: identity,
    gone: identity,
  }
  const today = new Map(['a', 'b', 'c', 'd'].map((name) => [name, identity]))
  expect(fitsOf(recordedIdentities, today)).toEqual([
    { servers: ['a', 'd'], comparison: { margin: 0, differs: [] } },
    { servers: ['b'], comparison: { margin: expect.any(Number) as number, differs: ['libc'] } },
    { servers: ['c'], comparison: { notCompared: expect.stringContaining('node 22.19.0') as string } },
  ])
})
