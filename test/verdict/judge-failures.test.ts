import { expect, test } from 'vitest'
import { noFailures, type Measurement } from '../../src/model/measurement.ts'
import { judge } from '../../src/verdict/judge.ts'
import { against, comparison, measurement } from './measured.ts'

/** So many of `fastify`'s requests fail in each window of 5,000 answers; the scenario allows 5 %. */
function failing(of: Measurement, timeouts: (wave: number, side: string) => number): Measurement {
  const samples = of.samples.map((one) =>
    one.server === 'fastify' ? { ...one, failures: { ...noFailures, timeout: timeouts(one.wave, one.side) } } : one,
  )
  return { ...of, samples, scenario: { ...of.scenario, allowedFailures: 0.05 } }
}

const few = (waves: number) => failing(measurement(waves), (wave) => 45 + (wave % 10))
const many = failing(measurement(10), () => 150)

const failedRequests = (now: Measurement, before: Measurement | null) =>
  judge(now, 'fastify', before && against(before), undefined).find(({ metric }) => metric === 'failedRequests')

test('a share of failures within the allowance holds as long as it stays what it was', () => {
  expect(failedRequests(few(10), few(20))).toMatchObject({ verdict: 'holds', tolerance: expect.closeTo(0.005, 9) })
})

test('a share that grew by more than a tenth of the allowance regressed, in points', () => {
  const row = failedRequests(many, few(20))
  expect(row).toMatchObject({ verdict: 'regressed' })
  expect(row?.current).toBeCloseTo(150 / 5150, 4)
  expect(row?.baseline).toBeCloseTo(0.0098, 3)
  expect(row?.change?.estimate).toBeCloseTo(0.0193, 3)
})

test('a share that shrank as much improved', () => {
  expect(
    failedRequests(
      few(10),
      failing(measurement(20), () => 150),
    ),
  ).toMatchObject({ verdict: 'improved' })
})

test('beside base the difference of each wave counts', () => {
  expect(
    failedRequests(
      failing(comparison(10), () => 150),
      null,
    ),
  ).toMatchObject({ verdict: 'holds' })
  expect(
    failedRequests(
      failing(comparison(10), (wave, side) => (side === 'head' ? 150 : 45) + (wave % 3)),
      null,
    ),
  ).toMatchObject({ verdict: 'regressed' })
})

test('where none may fail there is nothing to compare', () => {
  expect(failedRequests(measurement(6), null)).toMatchObject({ verdict: 'holds', tolerance: 0, change: null })
})
