import { expect, test } from 'vitest'
import { recordedPools } from '../../../bench/calibrate/recordings.ts'
import { simulateSleeps, SLEEPS, type SleepTally, timesLonger } from '../../../bench/calibrate/simulate-sleeps.ts'

const steady = recordedPools().filter(({ group, recordedPlant }) => group === 'steady' && recordedPlant === null)

const tallies = simulateSleeps(steady, 5, 'short form')

const redIn = (select: (tally: SleepTally) => boolean) => tallies.filter(select).map(({ red }) => red.hits / red.trials)

test('a request takes as long as its connection waits, once that is longer than the queue was', () => {
  expect(SLEEPS.map((sleep) => Number(timesLonger(sleep).toFixed(9)))).toEqual([
    1, 1.1, 1.2, 1.25, 2.25, 5.25, 10.25, 40.25,
  ])
})

test('every sleep is tried in quick and default, and beside counts that hold, against baselines of 3, 6 and 20 launches', () => {
  expect(tallies).toHaveLength(8 * 3 * 3)
})

test('what anybody would see is red, against however few launches, and unchanged code is not', () => {
  expect(new Set(redIn(({ sleep }) => sleep >= 0.005))).toEqual(new Set([1]))
  expect(new Set(redIn(({ sleep }) => sleep === 0))).toEqual(new Set([0]))
})

test('against an update, a sleep of 2 ms is red in every gate', () => {
  expect(redIn(({ sleep, recorded }) => sleep === 0.002 && recorded === 20)).toEqual([1, 1, 1])
})

test('no suspicion is left open, however little a budget has room for', () => {
  expect(tallies.filter(({ left }) => left > 0)).toEqual([])
})
