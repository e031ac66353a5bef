import { expect, test } from 'vitest'
import { endsSoon } from '../../../src/load/embedded/keep-alive.ts'

test.each(['timeout=0', 'max=100, Timeout=0', ['timeout=0']])('%j is less than a second', (value) => {
  expect(endsSoon(value)).toBe(true)
})

test.each([undefined, '', 'timeout=1', 'timeout=05', 'max=0'])('%j is not', (value) => {
  expect(endsSoon(value)).toBe(false)
})
