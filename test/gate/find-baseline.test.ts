import { expect, test } from 'vitest'
import { writeBaseline } from '../../src/baseline/store.ts'
import { findBaseline } from '../../src/gate/find-baseline.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { projectSchema } from '../../src/options/project.ts'
import { baseline, emptyFolder, machine, TITLE } from '../baseline/baselines.ts'

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
