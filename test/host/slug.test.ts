import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slugOf } from '../../src/host/slug.ts'

test.for([
  ['home page at 4 connections', 'home-page-at-4-connections'],
  ['  13 bytes -- at 400!  ', '13-bytes-at-400'],
  ['Crème brûlée', 'creme-brulee'],
  ['GET /a/../b?c=d', 'get-a-b-c-d'],
])('%s becomes %s', ([text, slug]) => {
  expect(slugOf(text!)).toBe(slug)
})

test.for(['', '...', '../..', '404', '首页', 'Größe', 'page 首页', '🚀'])(
  'what the words of %j do not say is told apart by a hash',
  (text) => {
    expect(slugOf(text)).toMatch(/^([a-z0-9]+-)*[0-9a-f]{8}$/)
  },
)

test('texts that differ only in letters that ascii lacks stay apart', () => {
  expect(slugOf('page 首页')).not.toBe(slugOf('page 末页'))
})

test('a long text is cut to 80 characters, and what was cut off is told apart by a hash', () => {
  const long = 'a long title '.repeat(20)
  expect(slugOf(long)).toMatch(/^a-long-title-[a-z-]{66,67}-[0-9a-f]{8}$/)
  expect(slugOf(`${long}one`)).not.toBe(slugOf(`${long}two`))
})

test('any text becomes a short name that leads nowhere else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
      expect(slugOf(text)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(slugOf(text).length).toBeLessThanOrEqual(89)
    }),
  )
})
