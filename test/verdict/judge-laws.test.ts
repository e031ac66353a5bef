import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Measurement, Sample } from '../../src/model/measurement.ts'
import { cellsOf, judge } from '../../src/verdict/judge.ts'
import { against, comparison, costly, measurement, REFERENCES, sample, windows } from './measured.ts'

const baseline = against()

const anyCosts = fc.array(fc.constantFrom(1, 1.06, 1.22, 2, 0.5), { minLength: 3, maxLength: 3 })

/** What happens on the way: the server's cost in the first, second and third four waves, and what the large reference costs from a wave on. */
const anyCourse = fc.record({ costs: anyCosts, drifted: fc.constantFrom(1, 1.05, 1.3), from: fc.nat(12) })

type Course = { readonly costs: readonly number[]; readonly drifted: number; readonly from: number }

const costAt = ({ costs }: Course, wave: number) => costs[Math.floor(wave / 4)] ?? 1

function besideReferences(course: Course): Measurement {
  const [small, large] = REFERENCES
  const samples = windows(12, (at, noise) => [
    sample({ ...at, server: small }),
    costly(at.wave < course.from ? 1 : course.drifted, { ...at, server: large }),
    costly(costAt(course, at.wave) * noise, at),
  ])
  return measurement(12, 1, { samples })
}

function inPairs(course: Course): Measurement {
  const samples = windows(12, (at, noise) => [
    costly(1, { ...at, side: 'base' }),
    costly(costAt(course, at.wave) * noise, at),
  ])
  return comparison(12, 1, { samples })
}

function upTo(run: Measurement, waves: number): Measurement {
  return { ...run, waves, samples: run.samples.filter(({ wave }) => wave < waves) }
}

test.for([
  ['beside references that drift', besideReferences],
  ['in pairs', inPairs],
] as const)(
  '%s, what is decided after some waves stays so in every figure, whatever later waves bring',
  ([, runOf]) => {
    fc.assert(
      fc.property(anyCourse, (course) => {
        const run = runOf(course)
        const after = Array.from({ length: 12 }, (_, index) =>
          cellsOf(upTo(run, index + 1), 'fastify', baseline, undefined),
        )
        for (const [index, { verdict }] of (after.at(-1) ?? []).entries()) {
          if (verdict.metric === 'failedRequests') continue
          const closed = after.map((cells) => cells[index]).filter((cell) => cell?.open === false)
          for (const cell of closed) expect(cell?.verdict).toEqual(verdict)
        }
      }),
      { numRuns: 25 },
    )
  },
)

/** Times a power of two, so that nothing is rounded. */
const scaled = (run: Measurement, by: number): Measurement => ({
  ...run,
  samples: run.samples.map((window) => scaledWindow(window, 2 ** by)),
})

function scaledWindow(window: Sample, factor: number): Sample {
  const { p50, p90, p95 = 0, p99 } = window.latency ?? { p50: 0, p90: 0, p99: 0 }
  return {
    ...window,
    elapsed: window.elapsed * factor,
    cpu: (window.cpu ?? 0) * factor,
    memory: (window.memory ?? 0) * factor,
    latency: { p50: p50 * factor, p90: p90 * factor, p95: p95 * factor, p99: p99 * factor },
  }
}

const wordsOf = (rows: ReturnType<typeof judge>) =>
  rows.map(({ metric, verdict, launches }) => `${metric} ${verdict} ${launches}`)

test('a machine on which everything takes and needs more or less gives the same words, beside references and in pairs', () => {
  fc.assert(
    fc.property(anyCourse, fc.integer({ min: -4, max: 4 }), (course, by) => {
      const [beside, pairs] = [besideReferences(course), inPairs(course)]
      const scaledBaseline = against(scaled(measurement(20), by))
      expect(wordsOf(judge(scaled(beside, by), 'fastify', scaledBaseline, undefined))).toEqual(
        wordsOf(judge(beside, 'fastify', baseline, undefined)),
      )
      expect(wordsOf(judge(scaled(pairs, by), 'fastify', null, undefined))).toEqual(
        wordsOf(judge(pairs, 'fastify', null, undefined)),
      )
    }),
    { numRuns: 25 },
  )
})

/** Three servers: one as recorded, one slower, one quicker. */
function several(): Measurement {
  const costs = Object.entries({ fastify: 1, express: 1.5, koa: 0.7 })
  const samples = windows(6, (at, noise) => [
    ...REFERENCES.map((server) => sample({ ...at, server })),
    ...costs.map(([server, cost]) => costly(cost * noise, { ...at, server })),
  ])
  const run = measurement(6, 1, { samples })
  return { ...run, scenario: { ...run.scenario, servers: costs.map(([server]) => server) } }
}

const anyOrderOf = <Item>(items: readonly Item[]) => fc.shuffledSubarray([...items], { minLength: items.length })

test('neither the order of the servers nor that of the windows matters', () => {
  const run = several()
  const judged = (one: Measurement) => run.scenario.servers.map((server) => judge(one, server, baseline, undefined))
  const expected = judged(run)
  expect(expected.map(([row]) => row?.verdict)).toEqual(['holds', 'regressed', 'improved'])
  fc.assert(
    fc.property(anyOrderOf(run.samples), anyOrderOf(run.scenario.servers), (samples, servers) => {
      expect(judged({ ...run, samples, scenario: { ...run.scenario, servers } })).toEqual(expected)
    }),
    { numRuns: 20 },
  )
})

test('nor does it matter who else was measured', () => {
  const run = several()
  const fewer = { ...run, samples: run.samples.filter(({ server }) => server !== 'koa' && server !== 'fastify') }
  expect(judge(fewer, 'express', baseline, undefined)).toEqual(judge(run, 'express', baseline, undefined))
})
