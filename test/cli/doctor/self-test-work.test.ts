import { expect, test } from 'vitest'
import { calculation, createRing, memory } from '../../../src/cli/doctor/self-test-work.ts'

const ring = createRing()

/** Other work would take another time, and the times of two self-tests could not be compared. */
test('the work is frozen', () => {
  expect(calculation()).toBe(1_276_045_825)
  expect(memory(ring)).toBe(5_735_600)
})

test('the ring visits every cache line once and ends where it began', () => {
  const visited = new Uint8Array(ring.length / 16)
  let [place, steps] = [0, 0]
  do {
    visited[place / 16] = 1
    place = ring[place] ?? -1
    steps += 1
  } while (place !== 0 && steps < ring.length)
  expect(steps).toBe(visited.length)
  expect(visited.every((visit) => visit === 1)).toBe(true)
})
