import { describe, expect, test } from 'vitest'
import type { Measurement } from '../../src/model/measurement.ts'
import { cellsOf, type Cell } from '../../src/verdict/judge.ts'
import { against, measurement } from './measured.ts'

const baseline = against()

const cells = (run: Measurement) => cellsOf(run, 'fastify', baseline, undefined)

const stateOf = (all: readonly Cell[], metric = 'throughput') => {
  const { open, suspected, verdict } = all.find((cell) => cell.verdict.metric === metric) as Cell
  return { open, suspected, verdict: verdict.verdict }
}

describe('what steers the measuring', () => {
  test('before the first wave every cell is open', () => {
    expect(cells(measurement(0)).every(({ open }) => open)).toBe(true)
  })

  test('a cell that holds is closed, and one that nothing was seen of yet is open', () => {
    expect(stateOf(cells(measurement(3)))).toEqual({ open: false, suspected: false, verdict: 'holds' })
    expect(stateOf(cells(measurement(2)))).toEqual({ open: true, suspected: false, verdict: 'unsure' })
  })

  test('a red at the first look is suspected, and says that fresh launches have to repeat it', () => {
    expect(stateOf(cells(measurement(3, 2)))).toEqual({ open: true, suspected: true, verdict: 'unsure' })
    const { verdict } = cells(measurement(3, 2))[0] as Cell
    expect(verdict.reason).toMatch(/it looked regressed, but too few of the 3 launches came afterwards to confirm it/)
    expect(stateOf(cells(measurement(6, 2)))).toEqual({ open: false, suspected: false, verdict: 'regressed' })
  })

  test('an improvement waits for fresh launches within the budget, but is no reason to go beyond it', () => {
    expect(stateOf(cells(measurement(3, 0.5)))).toEqual({ open: true, suspected: false, verdict: 'holds' })
    expect(stateOf(cells(measurement(6, 0.5)))).toEqual({ open: false, suspected: false, verdict: 'improved' })
  })

  test('failed requests, what has no number, and what has no baseline need no more launches', () => {
    expect(stateOf(cells(measurement(1)), 'failedRequests').open).toBe(false)
    const blind = measurement(1).samples.map((one) => ({ ...one, cpu: null }))
    expect(stateOf(cells(measurement(1, 1, { samples: blind })), 'cpuPerRequest')).toMatchObject({
      open: false,
      verdict: 'unsure',
    })
    expect(stateOf(cellsOf(measurement(1), 'fastify', null, undefined))).toMatchObject({
      open: false,
      verdict: 'unsure',
    })
  })

  test('a server at fault needs no more launches', () => {
    const faults = [{ server: 'fastify', side: 'head', reason: 'it died' }] as const
    expect(cells(measurement(1, 1, { faults })).map(({ open, suspected }) => ({ open, suspected }))).toEqual([
      { open: false, suspected: false },
    ])
  })
})
