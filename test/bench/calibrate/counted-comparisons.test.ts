import { expect, test } from 'vitest'
import {
  additionsFor,
  judgeSides,
  launchesOf,
  neededToJudge,
  neededToRecord,
} from '../../../bench/calibrate/counted-comparisons.ts'
import type { CountedLaunch, ServerCounts } from '../../../src/model/count.ts'
import type { CountedServer } from '../../../src/model/count.ts'
import { scenarioSchema } from '../../../src/model/scenario.ts'
import { countedMetricsOf } from '../../../src/verdict/counted-recording.ts'

const scenario = scenarioSchema.parse({
  title: 'home page',
  servers: ['a'],
  request: { path: '/' },
  load: { connections: 4 },
})

const identity = {
  runtime: 'node 24.21.0',
  binary: '0123456789abcdef',
  libc: 'glibc 2.36',
  valgrind: '3.19.0',
  arch: 'x64',
  method: 1,
}

/** Thousand instructions per request, by launch. */
function launches(side: 'base' | 'head', values: readonly number[]): readonly CountedLaunch[] {
  return values.map((value) => ({
    server: 'a',
    side,
    blocks: Array.from({ length: 6 }, () => ({ requests: 10, instructions: value * 10_000 })),
    processes: 1,
    seconds: 9.04,
  }))
}

function counts(base: readonly number[], head: readonly number[]): ServerCounts {
  return { identity, base: launches('base', base), head: launches('head', head) }
}

function baseline(...values: readonly number[]): CountedServer {
  return {
    recorded: { at: '2026-11-26T02:49:14.801Z', commit: null, dirty: false },
    identity,
    metrics: countedMetricsOf(launches('head', values)),
  }
}

const recorded = baseline(2000, 2000.2, 1999.9, 2000.1)
const against = { recorded, committed: null }

test('two launches of each side are counted first, and four of what is recorded', () => {
  expect(neededToJudge(scenario, against)('a', counts([], []))).toEqual({ head: 2, base: 2 })
  expect(neededToRecord(scenario)('a', counts([], [2000, 2000.1]))).toEqual({ head: 2, base: 0 })
  expect(neededToRecord(scenario)('a', counts([], [2000, 2000.1, 2000, 2000]))).toEqual({ head: 0, base: 0 })
})

test('unchanged code holds in every comparison, and needs no further launch', () => {
  const unchanged = counts([2000.1, 2000], [2000.2, 1999.9])
  expect(neededToJudge(scenario, against)('a', unchanged)).toEqual({ head: 0, base: 0 })
  const cells = judgeSides(scenario, 'a', unchanged, { ...against, committed: recorded })
  expect(cells.map(({ comparison, verdicts }) => [comparison, ...verdicts])).toEqual([
    ['A/B', 'holds', 'holds'],
    ['baseline', 'holds', 'holds'],
    ['unchanged', 'holds', 'holds'],
    ['committed', 'holds', 'holds'],
  ])
})

test('2 % more in head is confirmed on one launch more of head, and base stays unchanged', () => {
  const slower = counts([2000.1, 2000], [2041, 2041.2])
  expect(neededToJudge(scenario, against)('a', slower)).toEqual({ head: 1, base: 0 })
  const confirmed = counts([2000.1, 2000], [2041, 2041.2, 2041.1])
  expect(neededToJudge(scenario, against)('a', confirmed)).toEqual({ head: 0, base: 0 })
  const cells = judgeSides(scenario, 'a', confirmed, against)
  expect(cells.map(({ comparison, verdicts }) => [comparison, ...verdicts])).toEqual([
    ['A/B', 'regressed', 'regressed'],
    ['baseline', 'regressed', 'regressed'],
    ['unchanged', 'holds', 'holds'],
  ])
  expect(cells[1]?.change?.[0]).toBeCloseTo(0.0205, 4)
  expect(cells.map((cell) => cell.launches)).toEqual([3, 3, 1])
})

test('1.5 % more is red at 1 % and holds at 2 %', () => {
  const [ab] = judgeSides(scenario, 'a', counts([2000.1, 2000], [2030, 2030.2, 2030.1]), against)
  expect(ab?.verdicts).toEqual(['regressed', 'holds'])
})

test('what only the wider tolerance cannot tell costs no further launch', () => {
  const twoPercent = counts([2000.1, 2000], [2039.9, 2039.8, 2040])
  expect(neededToJudge(scenario, against)('a', twoPercent)).toEqual({ head: 0, base: 0 })
  expect(judgeSides(scenario, 'a', twoPercent, against)[0]?.verdicts).toEqual(['regressed', 'unsure'])
})

test('a red of base against a baseline is confirmed on base', () => {
  const committed = baseline(1950, 1950.2, 1949.9, 1950.1)
  const needed = neededToJudge(scenario, { recorded, committed })
  expect(needed('a', counts([2000.1, 2000], [2000, 2000.1]))).toEqual({ head: 0, base: 1 })
})

test('a server that cannot be counted needs no launch', () => {
  expect(neededToJudge(scenario, against)('a', { notCounted: 'it ended' })).toEqual({ head: 0, base: 0 })
})

test('a record keeps the value, spread and seconds of each launch', () => {
  expect(launchesOf(launches('head', [2000.1234567]))).toEqual({
    instructions: [2_000_123],
    spread: [0],
    gcInstructions: [0],
    gcSpread: [0],
    seconds: [9],
  })
})

test('additions make up for what the preload costs, and nothing is loaded to plant nothing', () => {
  const cost = { unplanted: 2_000_000, preload: 1000, perAddition: 100 }
  expect(additionsFor(0.02, cost)).toBe(390)
  expect(additionsFor(0, cost)).toBeNull()
  expect(additionsFor(0.0001, cost)).toBe(0)
})
