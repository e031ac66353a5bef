import fc from 'fast-check'
import { expect, test } from 'vitest'
import { beyondNoise } from '../../src/verdict/beyond-noise.ts'
import { launchesIn, mirror, inWaves, type Evidence } from '../../src/verdict/evidence.ts'
import { decide, type Decision, type DecisionInput } from '../../src/verdict/decide.ts'
import { median } from '../../src/stats/summary.ts'
import { LOOKS } from '../../src/verdict/looks.ts'
import { anyEvidence, anyIndependent, anyMargin, anyTolerance } from './any-evidence.ts'

/** What must be so whatever was measured. */

const anyQuestion: fc.Arbitrary<DecisionInput> = fc.record({
  metric: fc.constantFrom('cpuPerRequest' as const, 'throughput' as const),
  tolerance: anyTolerance,
  evidence: anyEvidence,
  margin: anyMargin,
})

const RUNS = { numRuns: 200 }

const isSettled = ({ verdict, suspected }: Decision) => verdict !== 'unsure' && suspected === null

/** As it is told: a throughput that falls by 0.1, a cost that grows by 0.1. */
const slowdown = ({ metric }: DecisionInput, { change }: Decision) =>
  metric === 'throughput' ? -change.estimate : change.estimate

test('what is made up here comes to every verdict, and to every suspicion', () => {
  const answers = fc.sample(anyQuestion, { numRuns: 1000, seed: 1 }).map(decide)
  expect(new Set(answers.map(({ verdict }) => verdict))).toEqual(new Set(['holds', 'regressed', 'improved', 'unsure']))
  expect(new Set(answers.map(({ suspected }) => suspected))).toEqual(new Set([null, 'regressed', 'improved']))
})

test('a wider tolerance never turns a cell red, and a stricter one never makes a red one hold', () => {
  fc.assert(
    fc.property(anyQuestion, fc.constantFrom(1.01, 1.5, 3), (question, times) => {
      const [strict, lenient] = [question, { ...question, tolerance: question.tolerance * times }].map(
        (one) => decide(one).verdict,
      )
      if (lenient === 'regressed') expect(strict).toBe('regressed')
      if (strict === 'holds') expect(lenient).toBe('holds')
    }),
    RUNS,
  )
})

test('what is read backwards never points the same way: a slowdown improved or holds, an improvement regressed or holds', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const there = decide(question).verdict
      const back = decide({ ...question, evidence: mirror(question.evidence) }).verdict
      // Only a slowdown is told from three launches: its mirror image has to wait for more.
      const early = beyondNoise(question.metric, question.evidence) ? ['unsure'] : []
      if (there === 'regressed') expect(['improved', 'holds', ...early]).toContain(back)
      if (there === 'improved') expect(['regressed', 'holds']).toContain(back)
    }),
    RUNS,
  )
})

test('what regressed is estimated beyond the tolerance and what holds within it, so no launches can be both', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const answer = decide(question)
      const { low, high } = answer.change
      if (answer.verdict === 'holds') expect(slowdown(question, answer)).toBeLessThan(question.tolerance)
      if (answer.verdict !== 'regressed') return
      expect(slowdown(question, answer)).toBeGreaterThanOrEqual(question.tolerance - 1e-12)
      expect(question.metric === 'throughput' ? -(high ?? 0) : low).toBeGreaterThan(0)
    }),
    RUNS,
  )
})

test('once a number of launches has decided a cell, launches that come later never change a figure of it', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const { evidence } = question
      const prefixes = Array.from({ length: launchesIn(evidence) }, (_, index) => inWaves(evidence, 0, index + 1))
      const answers = prefixes.map((seen) => decide({ ...question, evidence: seen }))
      const first = answers.findIndex(isSettled)
      if (first >= 0) for (const later of answers.slice(first)) expect(later).toEqual(answers[first])
    }),
    RUNS,
  )
})

/** The same, but from one launch on as if nothing had changed. */
function backToNormal(evidence: Evidence, from: number): Evidence {
  if (evidence.kind === 'paired')
    return { ...evidence, differences: evidence.differences.map((value, index) => (index < from ? value : 0)) }
  const usual = median(evidence.before)
  return { ...evidence, after: evidence.after.map((value, index) => (index < from ? value : usual)) }
}

test('a red that is not beyond all noise had fresh launches after its look, and without them it would not be red', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const { verdict, launches } = decide(question)
      if (verdict !== 'regressed' || beyondNoise(question.metric, question.evidence)) return
      const look = LOOKS.find((one) => one.launches + one.confirm === launches)
      if (!look) throw new Error(`no look is confirmed at ${launches} launches`)
      const { evidence } = question
      expect(decide({ ...question, evidence: inWaves(evidence, 0, launches - 1) })).toMatchObject({
        suspected: 'regressed',
      })
      const normal = decide({ ...question, evidence: backToNormal(evidence, look.launches) })
      // An earlier look may be red by fresh launches of its own, of which only the last ones are back to normal.
      if (normal.launches >= launches) expect(normal.verdict).not.toBe('regressed')
    }),
    RUNS,
  )
})

test('scaling a metric then and now alike changes nothing', () => {
  fc.assert(
    fc.property(anyQuestion, anyIndependent, fc.integer({ min: -8, max: 8 }), (question, { before, after }, by) => {
      const scaled = (values: readonly number[]) => values.map((value) => value + by / 4)
      const plain = decide({ ...question, evidence: { kind: 'independent', before, after } })
      expect(
        decide({ ...question, evidence: { kind: 'independent', before: scaled(before), after: scaled(after) } }),
      ).toEqual(plain)
    }),
    RUNS,
  )
})

test('what is detectable is never less than the tolerance', () => {
  fc.assert(
    fc.property(anyQuestion, (question) => {
      const { detectable } = decide(question)
      if (detectable !== null) expect(detectable).toBeGreaterThanOrEqual(question.tolerance - 1e-9)
    }),
    RUNS,
  )
})
