import { expect, test } from 'vitest'
import { timedMetrics, type Metric } from '../../src/model/metrics.ts'
import { noFailures } from '../../src/model/measurement.ts'
import { cellsOf, judge } from '../../src/verdict/judge.ts'
import { comparison, costly } from './measured.ts'

const judged = (...run: Parameters<typeof comparison>) => judge(comparison(...run), 'fastify', null, undefined)

const rowOf = (metric: Metric, ...run: Parameters<typeof comparison>) =>
  judged(...run).find((row) => row.metric === metric)

test('a head that costs what its base costs holds in every metric, without a baseline', () => {
  const words = Object.fromEntries(judged(3).map(({ metric, verdict }) => [metric, verdict]))
  expect(words).toEqual(Object.fromEntries(timedMetrics('closed').map((metric) => [metric, 'holds'])))
})

test('7 % more is within the tolerance of a baseline, but not within that of an A/B run', () => {
  expect(rowOf('latencyP50', 6, 1.07)).toMatchObject({ verdict: 'regressed', tolerance: 0.05 })
})

test('the baseline of a row is what base shows in this very run', () => {
  const row = rowOf('throughput', 6, 1.25)
  expect(row?.current).toBeCloseTo(8000, -2)
  expect(row?.baseline).toBeCloseTo(10_000, -2)
})

test('twice the cost is suspected after three pairs, and red after six', () => {
  const [cell] = cellsOf(comparison(3, 2), 'fastify', null, undefined)
  expect(cell).toMatchObject({ open: true, suspected: true })
  expect(rowOf('throughput', 6, 2)?.verdict).toBe('regressed')
})

test('a server that base does not have is not gated, so it has no cells', () => {
  expect(judged(3, 2, { unpaired: ['fastify'] })).toEqual([])
})

test.for([
  ['base', 'the base: it ended with exit code 7'],
  ['head', 'head: it ended with exit code 7'],
] as const)('a %s that died makes the server invalid, and the reason says on which side', ([side, reason]) => {
  const faults = [{ server: 'fastify', side, reason: 'it ended with exit code 7' }]
  expect(judged(3, 1, { faults })).toMatchObject([{ verdict: 'invalid', reason }])
})

test('wrong answers on either side make the server invalid', () => {
  for (const side of ['base', 'head'] as const) {
    const samples = [...comparison(3).samples, costly(1, { wave: 2, side, failures: { ...noFailures, status: 1 } })]
    expect(judged(3, 1, { samples })).toMatchObject([{ verdict: 'invalid' }])
  }
})
