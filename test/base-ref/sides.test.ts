import { expect, test } from 'vitest'
import { sidesOf } from '../../src/base-ref/sides.ts'
import { serverSchema, type ServerOptions } from '../../src/model/server.ts'

const server = (name: string, options: Partial<ServerOptions> = {}) =>
  serverSchema.parse({ name, command: ['node', 'main.ts'], ...options })

test('servers are paired by name, in the order of head', () => {
  const { both, isNew, gone } = sidesOf(
    ['one', 'fresh', 'two'].map((name) => server(name)),
    ['two', 'past', 'one'].map((name) => server(name)),
  )
  expect(both.map(({ head, base }) => [head.name, base.name])).toEqual([
    ['one', 'one'],
    ['two', 'two'],
  ])
  expect(isNew).toEqual(['fresh'])
  expect(gone).toEqual(['past'])
})

test('both sides are warmed up and flagged as head says, and everything else is their own', () => {
  const head = server('one', {
    runtime: 'steady',
    runtimeReport: true,
    warmup: 6000,
    ready: '/head',
    env: { SIDE: 'head' },
  })
  const base = server('one', { runtime: 'plain', warmup: 20, ready: '/base', env: { SIDE: 'base' }, cwd: '/base' })
  expect(sidesOf([head], [base]).both).toEqual([
    { head, base: { ...base, runtime: 'steady', runtimeReport: true, warmup: 6000 } },
  ])
})

test('names that every object has are names like others', () => {
  expect(sidesOf([server('constructor')], [server('toString')])).toEqual({
    both: [],
    isNew: ['constructor'],
    gone: ['toString'],
  })
})
