import { expect, test } from 'vitest'
import { calculation, memory, ringOfLines } from '../../../src/cli/doctor/work.ts'

/** Other work would take another time, and the times of two self-tests could not be compared. */
test('the work is frozen', () => {
  expect(calculation()).toBe(1_276_045_825)
  expect(memory(ringOfLines())).toBe(5_735_600)
})

test('the way through memory is one ring: every cache line once, and back to where it began', () => {
  const ring = ringOfLines()
  const seen = new Set<number>()
  for (let place = 0; !seen.has(place); place = ring[place] ?? -1) seen.add(place)
  expect(seen.size).toBe(ring.length / 16)
  expect([...seen].every((place) => place % 16 === 0)).toBe(true)
})
