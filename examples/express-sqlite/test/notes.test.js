import { expect, test } from 'vitest'
import { openNotes } from '../notes.js'

test('a new note gets the next id', () => {
  const notes = openNotes(':memory:')
  expect(notes.add('Buy milk')).toMatchObject({ id: 51, text: 'Buy milk' })
  expect(notes.first(2).map(({ id }) => id)).toEqual([1, 2])
})
