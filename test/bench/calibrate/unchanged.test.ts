import { expect, test } from 'vitest'
import {
  redSharesOf,
  unchangedFindings,
  unchangedInGates,
  type UnchangedSet,
} from '../../../bench/calibrate/unchanged.ts'
import { countedGate, countedSessionRecords } from './counted-gates.ts'

const gates = unchangedInGates(countedSessionRecords().gates)

test('a gate is one set: base against the baseline, and without a plant also head against base and baseline', () => {
  expect(gates).toHaveLength(120)
  expect(unchangedInGates([countedGate(), countedGate({ plant: 0.02 })]).map(({ red }) => red.length)).toEqual([3, 1])
  expect(redSharesOf(gates, 0)).toMatchObject({
    verdicts: { hits: 0, trials: 40 * 3 + 80 },
    sets: { hits: 0, trials: 120 },
  })
})

/** Sets of two verdicts each. */
function runs(
  count: number,
  neighbour: UnchangedSet['neighbour'],
  { red = false, otherSystem = false } = {},
): readonly UnchangedSet[] {
  const one = {
    source: 'runs',
    neighbour,
    otherSystem,
    red: [
      [red, red],
      [false, false],
    ],
  } as const
  return Array.from({ length: count }, () => one)
}

const counted = (sets: readonly UnchangedSet[]) =>
  unchangedFindings(sets)
    .filter(({ promise }) => promise.startsWith('unchanged code at 1 %'))
    .map(({ source, counts, outcome }) => [source, counts.split(';')[0], outcome])

test('gates and whole runs are told apart, and count together; what nothing tested is left out', () => {
  expect(counted([...gates, ...runs(60, 'hog')])).toEqual([
    ['live gates', '0 of 200 red, of 120 sets of launches', 'kept'],
    ['whole runs of the showcase', '0 of 120 red, of 60 sets of launches', 'kept'],
    ['all of these, alone', '0 of 100 red, of 60 sets of launches', 'none red so far, 50 verdicts to go'],
    ['all of these, beside a neighbour', '0 of 220 red, of 120 sets of launches', 'kept'],
    ['all of these', '0 of 320 red, of 180 sets of launches', 'kept'],
  ])
  expect(counted(runs(3, 'none')).map(([source]) => source)).toEqual([
    'whole runs of the showcase',
    'all of these, alone',
    'all of these',
  ])
  expect(unchangedFindings([])).toEqual([])
})

test('those on another system than the baseline count by themselves, too', () => {
  const findings = counted([...runs(30, 'none'), ...runs(20, 'hog', { otherSystem: true })])
  const other = ['all of these, with another libc or valgrind', '0 of 40 red, of 20 sets of launches', 'kept']
  expect(findings.at(-2)).toEqual(other)
})

test('the bound is that of sets of launches', () => {
  const [finding] = unchangedFindings(runs(59, 'none'))
  expect(finding?.counts).toBe('0 of 118 red, of 59 sets of launches; true share at most 5 %')
})

test('one red is missed, however many hold', () => {
  const findings = unchangedFindings([...runs(1, 'none', { red: true }), ...runs(400, 'hog')])
  const missed = ['whole runs of the showcase', 'all of these, alone', 'all of these']
  expect(findings.filter(({ state }) => state === 'missed').map(({ source }) => source)).toEqual([...missed, ...missed])
  expect(findings.find(({ state }) => state === 'missed')?.outcome).toBe('missed: 1 red')
})
