import { expect, test } from 'vitest'
import { oneLine } from '../../src/report/one-line.ts'

test('one sentence stays as it is', () => {
  expect(oneLine('It died.')).toBe('It died.')
})

test('what was printed follows it', () => {
  expect(oneLine('It died. The last that it printed:\n  | first\n  | second | third')).toBe(
    'It died. The last that it printed: first / second | third',
  )
})
