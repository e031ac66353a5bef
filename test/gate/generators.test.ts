import { expect, test } from 'vitest'
import { reachGenerators, refuseHiddenBase, refuseHosts } from '../../src/gate/generators.ts'
import type { Driver } from '../../src/load/driver.ts'
import { LoadgateError } from '../../src/model/error.ts'
import type { LoadGenerator } from '../../src/model/generators.ts'
import { scenarioSchema, type DriverName } from '../../src/model/scenario.ts'
import { serverSchema, type Server } from '../../src/model/server.ts'
import { projectSchema } from '../../src/options/project.ts'

const generators: LoadGenerator[] = [{ name: 'a', prefix: ['ssh', 'load-a'] }]
const project = projectSchema.parse({
  servers: [
    { name: 'inside', command: ['node'] },
    { name: 'outside', command: ['node'], host: '127.0.0.1' },
    { name: 'running', url: 'http://127.0.0.1:8080' },
  ],
})
const open = { request: { path: '/' }, load: { rate: 500 }, driver: 'vegeta' } as const
const scenario = (server: string, more: object = {}) =>
  scenarioSchema.parse({ title: 'home', servers: [server], ...open, ...more })

/** Who was asked whether it can be reached. */
function drivers(reach: (all: readonly LoadGenerator[]) => void = () => {}) {
  const asked: string[] = []
  const named = async (name: DriverName) =>
    ({
      reach: async (all: readonly LoadGenerator[]) => {
        asked.push(`${name}: ${all.map((one) => one.name).join()}`)
        reach(all)
      },
    }) as unknown as Driver
  return { asked, named }
}

const auto = { count: 'auto', driver: null } as const

test('generators are reached before anything is started', async () => {
  const { asked, named } = drivers()
  await reachGenerators(scenario('outside', { generators }), { project, settings: auto, drivers: { named } })
  expect(asked).toEqual(['vegeta: a'])
})

test('nobody is reached without generators, and where nothing is timed', async () => {
  const { asked, named } = drivers()
  await reachGenerators(scenario('inside'), { project, settings: auto, drivers: { named } })
  const settings = { ...auto, count: 'only' } as const
  await reachGenerators(scenario('outside', { generators }), { project, settings, drivers: { named } })
  expect(asked).toEqual([])
})

test('a run with LOADGATE_DRIVER=undici has no generators', async () => {
  const { asked, named } = drivers()
  const settings = { ...auto, driver: 'undici' } as const
  await expect(
    reachGenerators(scenario('outside', { generators }), { project, settings, drivers: { named } }),
  ).rejects.toThrow(
    'Scenario "home" has `generators`, and LOADGATE_DRIVER is undici: vegeta alone runs behind a prefix.',
  )
  expect(asked).toEqual([])
})

const own = ['127.0.0.1', '10.0.0.5']

test('generators need a server with a host, and a host needs generators', () => {
  expect(() => refuseHosts(scenario('inside', { generators }), project, own)).toThrow(
    'Scenario "home" has `generators`, and they cannot reach inside: its definition names no `host`',
  )
  expect(() => refuseHosts(scenario('outside'), project, own)).toThrow(
    'Scenario "home" names outside, whose definition has `host: \'127.0.0.1\'`, and no `generators`',
  )
  expect(() => refuseHosts(scenario('outside', { generators }), project, own)).not.toThrow()
  expect(() => refuseHosts(scenario('inside'), project, own)).not.toThrow()
})

test('a host is an address of this machine', () => {
  expect(() => refuseHosts(scenario('outside', { generators }), project, ['10.0.0.5', '10.0.0.6'])).toThrow(
    'Server "outside" cannot listen at its `host`, 127.0.0.1, which is no address of this machine. It has 10.0.0.5 and 10.0.0.6.',
  )
})

const base = (server: Server) => () => refuseHiddenBase(scenario('outside', { generators }), { prepared: () => server })

test('a base without a host is not held beside a head that generators reach', () => {
  const plain = serverSchema.parse({ name: 'outside', command: ['node'] })
  expect(base(plain)).toThrow('they cannot reach outside (base)')
  expect(base({ ...plain, host: '127.0.0.1' })).not.toThrow()
})

test('a generator that cannot be reached ends the question with its own words', async () => {
  const { named } = drivers(() => {
    throw new LoadgateError('no-vegeta', 'Generator "a" has no vegeta')
  })
  await expect(
    reachGenerators(scenario('outside', { generators }), { project, settings: auto, drivers: { named } }),
  ).rejects.toThrow('Generator "a" has no vegeta')
})

test('a server that already runs is asked from this machine alone', () => {
  expect(() => refuseHosts(scenario('running', { generators }), project, ['127.0.0.1'])).toThrow(
    'running already runs at its `url`, which is asked from this machine alone.',
  )
})
