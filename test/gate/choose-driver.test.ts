import { expect, test } from 'vitest'
import { chooseDriver } from '../../src/gate/choose-driver.ts'

const servers = ['fastify', 'pure_flask', 'gunicorn_flask']
const load = { connections: 4 }

test('autocannon, as long as all servers keep their connections', () => {
  expect(chooseDriver({ driver: undefined, servers, load }, null, new Set())).toEqual({
    name: 'autocannon',
    note: null,
  })
  expect(chooseDriver({ driver: undefined, servers: ['fastify'], load }, null, new Set(['pure_flask']))).toEqual({
    name: 'autocannon',
    note: null,
  })
})

test('undici for all of them where one closes, and the note says which', () => {
  const { name, note } = chooseDriver(
    { driver: undefined, servers, load },
    null,
    new Set(['pure_flask', 'gunicorn_flask']),
  )
  expect(name).toBe('undici')
  expect(note).toMatch(/^pure_flask and gunicorn_flask close the connection after every answer/)
})

test('what the scenario says, and before that what the run says', () => {
  const closing = new Set(['pure_flask'])
  expect(chooseDriver({ driver: 'autocannon', servers, load }, null, closing)).toEqual({
    name: 'autocannon',
    note: null,
  })
  expect(chooseDriver({ driver: 'autocannon', servers, load }, 'undici', closing)).toEqual({
    name: 'undici',
    note: null,
  })
})

test('undici at a rate, unless another driver is asked for', () => {
  const scenario = { driver: undefined, servers, load: { rate: 500 } }
  expect(chooseDriver(scenario, null, new Set())).toEqual({ name: 'undici', note: null })
})

test('undici where first bytes are timed', () => {
  const timed = { driver: undefined, servers, load, firstByte: true } as const
  expect(chooseDriver(timed, null, new Set())).toMatchObject({ name: 'undici' })
})

test('undici where a server is not reached by HTTP over a port, and the note says how', () => {
  const reached = new Map([['fastify', 'https']])
  const { name, note } = chooseDriver({ driver: undefined, servers, load }, null, new Set(), reached)
  expect([name, note]).toEqual([
    'undici',
    expect.stringMatching(/^undici, which can do that, reached fastify by https\./),
  ])
})
