import { expect, test } from 'vitest'
import { refuseRunning, runningIn } from '../../src/gate/running.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { projectSchema } from '../../src/options/project.ts'

const project = projectSchema.parse({
  servers: [
    { name: 'api', url: 'http://127.0.0.1:8080' },
    { name: 'fastify', command: ['node', 'main.ts'] },
  ],
})

test('servers of a scenario that already run are those with a `url`', () => {
  const scenario = { title: 'home', request: { path: '/' }, load: { connections: 4 } }
  const named = (servers: readonly string[]) => runningIn(scenarioSchema.parse({ ...scenario, servers }), project)
  expect(named(['api', 'fastify'])).toEqual(['api'])
  expect(named(['fastify'])).toEqual([])
})

test('they cannot be compared with another git ref, and the others are named', () => {
  const [api, fastify] = project.servers as [(typeof project.servers)[0], (typeof project.servers)[0]]
  expect(() => refuseRunning([fastify])).not.toThrow()
  expect(() => refuseRunning([api, fastify])).toThrow(
    'LOADGATE_AGAINST cannot compare api: it already runs (`url`), and the other git ref has no process of its own. Give it a `command`, or compare the others with LOADGATE_SERVERS=fastify.',
  )
  expect(() => refuseRunning([api])).toThrow(/Give it a `command`\.$/)
})
