import { describe, expect, test } from 'vitest'
import { judge } from '../../src/verdict/judge.ts'
import { modeNotes } from '../../src/verdict/mode-notes.ts'
import { notes } from '../../src/verdict/notes.ts'
import { outpace } from '../../src/verdict/outpace.ts'
import { against, measurement, sample, windows } from './measured.ts'

const running = { running: ['fastify'] }

const rowsOf = (slower: number, waves = 6) =>
  judge(measurement(waves, slower, running), 'fastify', against(), undefined)

const row = (slower: number, metric: string, waves?: number) =>
  rowsOf(slower, waves).find((one) => one.metric === metric)

describe('a server that already runs', () => {
  test('never holds and never improves, because its waves are of one process', () => {
    for (const slower of [0.2, 1, 1.3, 2])
      for (const { metric, verdict } of rowsOf(slower))
        expect(verdict).toBe(metric === 'failedRequests' ? 'holds' : 'unsure')
  })

  test('is one launch, and its change has no interval', () => {
    expect(row(1.3, 'cpuPerRequest')).toMatchObject({
      launches: 1,
      change: { estimate: expect.closeTo(0.3, 2) as number, low: null, high: null },
      detectable: null,
      reason: expect.stringMatching(/^it already runs .*only a slowdown of 2\.5 times and more/) as string,
    })
  })

  test('is red when it is beyond all noise', () => {
    expect(row(4, 'throughput')).toMatchObject({ verdict: 'regressed', launches: 1 })
    expect(row(4, 'throughput', 2)?.verdict).toBe('unsure')
  })

  test('is told of in a note, and has no modes', () => {
    const run = measurement(6, 1, running)
    expect(notes(run, { references: null, kept: null })).toEqual([
      expect.stringMatching(/^fastify already runs \(`url`\): measured as it is, never started or ended.*one launch\./),
    ])
    const samples = windows(8, (at, noise) => [
      sample({ ...at, server: 'reference' }),
      sample({ ...at, cpu: 0.4 * noise * (at.wave === 1 || at.wave === 4 ? 1.6 : 1) }),
    ])
    const change = { samples, references: ['reference'] }
    expect(modeNotes(measurement(8, 1, change), null)).toHaveLength(1)
    expect(modeNotes(measurement(8, 1, { ...change, ...running }), null)).toEqual([])
  })

  test('can be claimed about, and the claim says that it is about this process', () => {
    const claim = { metric: 'throughput', by: 1.5 } as const
    const verdict = outpace(measurement(8, 0.5, running), { server: 'fastify', other: 'reference' }, claim)
    expect(verdict).toMatchObject({
      verdict: 'holds',
      reason: 'true of fastify as it runs (`url`), not of every start',
    })
    const other = outpace(measurement(8, 0.5), { server: 'fastify', other: 'reference' }, claim)
    expect(other.reason).toBeNull()
  })
})
