import { expect, test } from 'vitest'
import { ownSeconds, viewOf } from '../../../bench/calibrate/view.ts'
import { liveMeasurement } from './live-measurement.ts'

const entrantsIn = (samples: ReturnType<typeof viewOf>['samples']) =>
  new Set(samples.map(({ server, side }) => `${server} ${side}`))

test('A/B sees the two sides of one server, and no reference', () => {
  const view = viewOf(liveMeasurement(3), 'A/B', 'fastify')
  expect(view).toMatchObject({ mode: 'ab', references: [] })
  expect(entrantsIn(view.samples)).toEqual(new Set(['fastify base', 'fastify head']))
})

test.for(['baseline', 'unchanged'] as const)('%s sees one side beside the references', (comparison) => {
  const view = viewOf(liveMeasurement(3, 2), comparison, 'fastify')
  expect(view).toMatchObject({ mode: 'baseline', references: ['reference', 'reference-large'] })
  expect(entrantsIn(view.samples)).toEqual(new Set(['fastify head', 'reference head', 'reference-large head']))
  const [own] = view.samples.filter(({ server }) => server === 'fastify')
  expect((own?.cpu ?? 0) / (own?.requests ?? 1)).toBeCloseTo(comparison === 'baseline' ? 0.0002 : 0.0001, 5)
})

test('a fault belongs to the comparisons that the launch was for', () => {
  const faulty = liveMeasurement(1, 1, { faults: [{ server: 'head', side: 'head', reason: 'it ended' }] })
  expect(viewOf(faulty, 'A/B', 'fastify').faults).toEqual([{ server: 'fastify', side: 'head', reason: 'it ended' }])
  expect(viewOf(faulty, 'baseline', 'fastify').faults).toHaveLength(1)
  expect(viewOf(faulty, 'unchanged', 'fastify').faults).toEqual([])
})

test('a comparison is charged for its own launches and for what was nobody’s', () => {
  // Four entrants at 10 s each, and 1 s of nobody.
  expect(ownSeconds(liveMeasurement(1), 'A/B')).toBeCloseTo(21)
  expect(ownSeconds(liveMeasurement(1), 'baseline')).toBeCloseTo(31)
  expect(ownSeconds(liveMeasurement(2), 'unchanged')).toBeCloseTo(62)
})
