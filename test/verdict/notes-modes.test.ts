import { describe, expect, test } from 'vitest'
import type { Measurement, Sample } from '../../src/model/measurement.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { recordingOf } from '../../src/verdict/recording.ts'
import { notes as all, type NoteContext } from '../../src/verdict/notes.ts'
import { measurement, sample } from './measured.ts'

const notesOf = (found: Measurement, context: Partial<NoteContext> = {}) =>
  all(found, { references: null, kept: null, ...context })

/** One launch a wave of the reference and of two servers; each costs a multiple of its usual CPU. */
function waves(costs: Readonly<Record<string, readonly number[]>>, change: Partial<Sample> = {}): Measurement {
  const samples = Object.entries(costs).flatMap(([server, multiples]) =>
    multiples.map((multiple, wave) =>
      sample({ server, wave, cpu: 0.4 * multiple * (1 + (wave % 3) / 100), ...change }),
    ),
  )
  const servers = Object.keys(costs).filter((name) => name !== 'reference')
  const scenario = scenarioSchema.parse({ title: 'home', servers, request: { path: '/' }, load: { connections: 4 } })
  return measurement(0, 1, { samples, scenario, references: ['reference'], waves: 8 })
}

const even = [1, 1, 1, 1, 1, 1, 1, 1]
const tipped = [1, 1.6, 1, 1, 1.6, 1, 1, 1]

const kept = (before: Measurement) => ({
  fastify: { runtime: 'steady' as const, metrics: recordingOf(before, 'fastify') },
})

/** Throughput falls in two launches of fastify, on a machine that cannot tell CPU. */
function limping(generatorCores: number): Measurement {
  const { samples, ...rest } = waves({ reference: even, fastify: even }, { cpu: null, generatorCores })
  return {
    ...rest,
    samples: samples.map((at) => (at.server === 'fastify' && at.wave < 2 ? { ...at, requests: 2000 } : at)),
  }
}

describe('modes', () => {
  test('are told of the servers that have them', () => {
    const notes = notesOf(waves({ reference: even, fastify: tipped, express: even }))
    expect(notes).toEqual([
      expect.stringMatching(/^2 of 8 launches of fastify ran in a slow mode: \+\d\d % CPU per request/),
    ])
  })

  test('of the reference are told alone, because they show in all that is relative to it', () => {
    const notes = notesOf(waves({ reference: tipped, fastify: even, express: even }))
    expect(notes).toEqual([expect.stringMatching(/^2 of 8 launches of reference ran in a slow mode/)])
  })

  test('are counted beside those of the baseline', () => {
    const now = waves({ reference: even, fastify: [1.6, 1.6, 1.6, 1, 1.6, 1, 1, 1.6] })
    const before = kept(waves({ reference: [...even, ...even], fastify: [...even, ...even] }))
    expect(notesOf(now, { kept: before })).toEqual([
      expect.stringMatching(
        /^slow launches of fastify: 5 of 8 now, 0 of 16 in the baseline \(p = 0\.00\d\).*runtimeReport/,
      ),
    ])
  })

  test('are not looked for in a server whose numbers must not be used', () => {
    const now = waves({ reference: even, fastify: tipped })
    expect(notesOf({ ...now, faults: [{ server: 'fastify', side: 'head', reason: 'it died' }] })).toEqual([])
  })

  test('of throughput are not told where the generator set it', () => {
    expect(notesOf(limping(0.5))).toEqual([expect.stringContaining('−60 % throughput')])
    expect(notesOf(limping(0.95))).toEqual([])
  })

  test('carry what garbage collection took in the launches of each', () => {
    const { samples, ...rest } = waves({ reference: even, fastify: tipped })
    const reported = samples.map((at) =>
      at.server === 'fastify' ? { ...at, gc: tipped[at.wave] === 1 ? 0.01 : 0.14, eventLoopUtilisation: 0.9 } : at,
    )
    expect(notesOf({ ...rest, samples: reported })[0]).toContain('; GC took 14 % of a core there, 1 % elsewhere')
  })
})

test('what a server reports of its runtime is told, and of the others nothing', () => {
  const { samples, ...rest } = waves({ reference: even, fastify: even, express: even })
  const reported = samples.map((at) =>
    at.server === 'fastify' ? { ...at, gc: 0.0123, eventLoopUtilisation: 0.98 } : at,
  )
  expect(notesOf({ ...rest, samples: reported })).toEqual([
    'fastify: GC took 1.23 % of a core, and the busiest event loop worked 98 % of the time (medians of 8 windows).',
  ])
})
