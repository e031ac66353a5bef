import { expect, test } from 'vitest'
import { PLAN, requestsPerBlock } from '../../src/count/method.ts'

test.for([
  [13_000, 128],
  [340_000, 128],
  [860_000, 64],
  [2_136_000, 32],
  [2_170_000, 32],
  [4_390_000, 16],
  [80_000_000, 4],
  [0, 128],
] as const)('requests of %i instructions are counted %i at a time', ([perRequest, requests]) => {
  expect(requestsPerBlock(perRequest, PLAN)).toBe(requests)
})
