import { expect, test } from 'vitest'
import { writeBaseline } from '../../src/baseline/store.ts'
import { findBaseline } from '../../src/gate/find-baseline.ts'
import { kindNotes, type KindContext } from '../../src/gate/kind-notes.ts'
import type { Findings } from '../../src/gate/scenario-run.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { projectSchema } from '../../src/options/project.ts'
import { baseline, emptyFolder, machine, TITLE } from '../baseline/baselines.ts'
import { measurement } from '../verdict/measured.ts'

const { request, load } = baseline().scenario
const scenario = scenarioSchema.parse({ title: TITLE, request, load, servers: ['fastify', 'koa'] })

/** A project whose only baseline was recorded on another kind of machine. */
function elsewhere() {
  const folder = emptyFolder()
  writeBaseline(folder, { ...baseline(), machine: { ...machine, id: 'elsewhere' } })
  return projectSchema.parse({
    servers: ['fastify', 'koa'].map((name) => ({ name, command: ['node'] })),
    references: [{ name: 'reference', command: ['node'] }],
    baselines: folder,
  })
}

const find = (recording: 'new' | 'none', counted: readonly string[] = []) =>
  findBaseline(scenario, 'autocannon 9.0.0', { project: elsewhere(), machine, recording }, new Set(counted))

test('what another kind of machine recorded is not used, and at the desk that is no error', () => {
  expect(find('new')).toEqual({ baseline: null, refs: null, unjudged: new Set() })
})

test('in CI a server without a timed baseline of this kind is an error, unless counted values decide about it', () => {
  expect(() => find('none')).toThrow(/no baseline for fastify, koa on this kind of machine \(linux-x64-2-cores/)
  expect(() => find('none', ['fastify'])).toThrow(/no baseline for koa on this kind.*LOADGATE_AGAINST/)
  expect(find('none', ['fastify', 'koa']).unjudged).toEqual(new Set(['fastify', 'koa']))
})

const context: KindContext = { machine, recording: 'new', recorded: true, usual: 20 }

function notesOn(launches: number, change: Partial<KindContext> = {}, held = ['fastify']): readonly string[] {
  const findings: Findings = {
    measurement: measurement(launches),
    comparison: { baseline: null, refs: null, unjudged: new Set() },
    counted: null,
    held: new Map(held.map((server) => [server, [undefined]])),
    claimed: [],
    remarks: [],
  }
  return kindNotes(findings, { ...context, ...change })
}

test('a baseline that this run recorded is said, and, of fewer launches than an update has, what that costs', () => {
  expect(notesOn(20)).toEqual([expect.stringMatching(/yet: this run recorded one, from 20 launches per server\.$/)])
  expect(notesOn(6)).toEqual([expect.stringMatching(/thin one: until a run has 6 launches.*update` records 20\.$/)])
})

test('why none was recorded is said, too', () => {
  expect(notesOn(6, { recorded: false })).toEqual([expect.stringContaining('recorded none, because it failed')])
  expect(notesOn(2, { recorded: false })).toEqual([
    expect.stringContaining('recorded none, because it takes 3 launches'),
  ])
})

test('timed values without a verdict are said once, with the way to one', () => {
  expect(notesOn(3, { recording: 'none', recorded: false })).toEqual([
    expect.stringMatching(/^This scenario has no timed baseline .* shown without a verdict, .*LOADGATE_AGAINST/),
  ])
})
