import { expect, test } from 'vitest'
import { NODE_PLAN, PLAN, requestsPerBlock } from '../../src/count/method.ts'

test.for([
  [13_000, 128, 128],
  [340_000, 128, 128],
  [860_000, 64, 64],
  [2_136_000, 32, 16],
  [2_170_000, 32, 16],
  [4_390_000, 16, 8],
  [80_000_000, 4, 4],
  [0, 128, 128],
] as const)(
  'requests of %i instructions are counted %i at a time, and %i by Node',
  ([perRequest, requests, ofNode]) => {
    expect(requestsPerBlock(perRequest, PLAN)).toBe(requests)
    expect(requestsPerBlock(perRequest, NODE_PLAN)).toBe(ofNode)
  },
)
