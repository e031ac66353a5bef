import { expect, test } from 'vitest'
import { codeDigest, countedCodeDigest } from '../../../bench/calibrate/code-digest.ts'

test('what the digests are of is all there', () => {
  expect(codeDigest()).toMatch(/^[0-9a-f]{12}$/)
  expect(countedCodeDigest()).toMatch(/^[0-9a-f]{12}$/)
  expect(codeDigest()).not.toBe(countedCodeDigest())
})
