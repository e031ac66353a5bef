import { expect, test } from 'vitest'
import { keyOf, nameOf } from '../../src/model/measurement.ts'

test('no two entrants have the same key, whatever the servers are called', () => {
  const entrants = ['a', 'base a', 'head a', 'a (base)'].flatMap((server) =>
    (['base', 'head'] as const).map((side) => ({ server, side })),
  )
  expect(new Set(entrants.map(keyOf)).size).toBe(entrants.length)
})

test('people read the side in an A/B run only', () => {
  expect(nameOf({ server: 'a', side: 'base' }, 'ab')).toBe('a (base)')
  expect(nameOf({ server: 'a', side: 'head' }, 'baseline')).toBe('a')
})
