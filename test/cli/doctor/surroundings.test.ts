import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chosen, readSurroundings } from '../../../src/cli/doctor/surroundings.ts'

test.for<[string, string | null]>([
  ['always [madvise] never', 'madvise'],
  ['[always] madvise never\n', 'always'],
  ['always madvise never', null],
  ['[]', null],
  ['', null],
])('of %j, %s is chosen', ([choices, word]) => {
  expect(chosen(choices)).toBe(word)
})

test('of any choices the one in brackets', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/)
  fc.assert(
    fc.property(fc.array(word), word, fc.array(word), (before, own, after) => {
      expect(chosen([...before, `[${own}]`, ...after].join(' '))).toBe(own)
    }),
  )
})

test('this machine tells what it can', () => {
  const { kernel, quota, load, stolen, proc } = readSurroundings()
  expect(kernel).not.toBe('')
  expect(quota === null || quota > 0).toBe(true)
  expect(load).toHaveLength(3)
  expect(proc).toBe(process.platform === 'linux')
  expect(stolen === null || (stolen >= 0 && stolen <= 1)).toBe(true)
})
