import { expect, test } from 'vitest'
import { busiestBetween, type Census } from '../../src/measure/neighbours.ts'

/** Names and CPU seconds of processes 1, 2, 3 … at one moment. */
function census(at: number, ...processes: readonly (readonly [name: string, cpu: number])[]): Census {
  return { at, processes: new Map(processes.map(([name, cpu], index) => [index + 1, { name, cpu }])) }
}

const before = census(10, ['node main.ts', 1], ['postgres', 5], ['postgres', 6], ['cron', 2], ['valgrind', 9])
const after = census(12, ['node main.ts', 3], ['postgres', 5.5], ['postgres', 6.7], ['cron', 2.02], ['valgrind', 10])

test('the busiest neighbour is the program whose processes used the most together, with the number of the busiest', () => {
  expect(busiestBetween(before, after, new Set([1]))).toEqual({
    pid: 3,
    name: 'postgres',
    cores: expect.closeTo(0.6, 9) as number,
  })
})

test('what belongs to the run is none, and who hardly does anything is none', () => {
  expect(busiestBetween(before, after, new Set([1, 2, 3]))?.name).toBe('valgrind')
  expect(busiestBetween(before, after, new Set([1, 2, 3, 5]))).toBeNull()
})
