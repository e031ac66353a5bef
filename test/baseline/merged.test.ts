import { expect, test } from 'vitest'
import { merge } from '../../src/baseline/comparable.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import { baseline, complaint, recorded, reference } from './baselines.ts'

const old = baseline({ fastify: recorded(), flask: recorded() })
const slower = recorded({ memory: { typical: 2, launches: [2, 2, 2] } })

test('servers that were recorded anew are replaced, and the others stay', () => {
  const fresh = { ...baseline({ fastify: slower, tornado: recorded() }), references: { reference: reference(1) } }
  expect(merge(old, fresh)).toEqual({
    ...fresh,
    servers: { fastify: slower, flask: recorded(), tornado: recorded() },
  })
})

test('without an old baseline the new one is all there is', () => {
  const fresh = baseline()
  expect(merge(null, fresh)).toEqual(fresh)
})

function withConnections(servers: Baseline['servers'], connections: number): Baseline {
  const fresh = baseline(servers)
  return { ...fresh, scenario: { ...fresh.scenario, load: { connections } } }
}

test('a changed scenario replaces the baseline when all its servers were recorded anew', () => {
  const fresh = withConnections({ fastify: slower, flask: slower, tornado: slower }, 8)
  expect(merge(old, fresh)).toEqual(fresh)
})

test('a changed scenario does not keep what was recorded under the old one', () => {
  const problem =
    'the numbers of flask were recorded with `load.connections` 4, but now it is 8. Record all servers at once'
  expect(complaint(() => merge(old, withConnections({ fastify: slower }, 8)))).toContain(problem)
})

test('what was recorded beside other references does not stay', () => {
  const fresh = { ...baseline({ fastify: slower }), references: { reference: reference(), large: reference() } }
  expect(complaint(() => merge(old, fresh))).toContain(
    'the numbers of flask were recorded with `references.large` absent, but now it is {"runtime":"plain","warmup":4000}.',
  )
})

test('merging changes neither of the two', () => {
  const before = structuredClone(old)
  const fresh = baseline({ tornado: recorded() })
  merge(old, fresh)
  expect(old).toEqual(before)
  expect(fresh).toEqual(baseline({ tornado: recorded() }))
})
