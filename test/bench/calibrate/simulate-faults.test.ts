import { expect, test } from 'vitest'
import { FAULTS, simulateFaults } from '../../../bench/calibrate/simulate-faults.ts'

const GATES = 10

test('G5 and G6: every gate with a fault is judged as promised, and in any order of its windows', () => {
  const expected = FAULTS.map((fault) => ({ fault, gates: GATES, asPromised: GATES, same: GATES }))
  expect(simulateFaults(GATES, 'short form')).toEqual(expected)
})
