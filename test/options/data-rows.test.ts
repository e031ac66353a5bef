import { describe, expect, test } from 'vitest'
import { csvLines } from '../../src/options/csv.ts'
import { withValues } from '../../src/options/data-rows.ts'

const source = { order: 'in order', seed: 1 } as const
const read = (file: string, text: string, columns?: Record<string, string>) =>
  withValues(
    { ...source, file, ...(columns ? { columns } : {}) },
    { where: 'scenario "x": `data[0].file`', file, text },
  )

test('a CSV file gives its columns, with quotes, commas and line breaks in values', () => {
  const text = '\uFEFFid,note text,name\r\n1,"a, ""b""\nc",x\r\n2,,"y"\r\n\r\n'
  expect(read('ids.csv', text).values).toEqual({ id: ['1', '2'], name: ['x', 'y'] })
  expect(read('ids.csv', text, { text: 'note text' }).values).toEqual({ text: ['a, "b"\nc', ''] })
})

test('a JSON file gives the fields of its objects, as they are', () => {
  const text = '[{"id":1,"ok":true,"name":"a"},{"id":2,"ok":false,"name":"b"}]'
  expect(read('ids.json', text).values).toEqual({ id: [1, 2], ok: [true, false], name: ['a', 'b'] })
})

describe('one sentence names the file, and the column, line or row, of', () => {
  test.for<[string, string, string, Record<string, string> | undefined, string]>([
    ['an empty file', 'ids.csv', ' \n', undefined, 'ids.csv is empty.'],
    ['a file without rows', 'ids.csv', 'id,name\n', undefined, 'ids.csv has no row of values.'],
    ['an empty list', 'ids.json', '[]', undefined, 'ids.json has no row of values.'],
    [
      'a column that it does not have',
      'ids.csv',
      'id,name\n1,a',
      { id: 'note_id' },
      '`data[0].columns.id` names the column "note_id", which ids.csv does not have. It has "id" and "name".',
    ],
    ['no usable name', 'ids.csv', 'note id\n1', undefined, 'Name them with `columns`, such as { id: "note id" }.'],
    [
      'another length',
      'ids.csv',
      'id,name\n1,a\n\n2',
      undefined,
      'ids.csv, line 4 has 1 value, but the first line names 2',
    ],
    ['an open quote', 'ids.csv', 'id\n"1', undefined, 'ids.csv has a quote that is never closed'],
    ['no JSON', 'ids.json', '[{', undefined, 'ids.json is no JSON ('],
    ['no list', 'ids.json', '{"id":1}', undefined, 'ids.json must be a list of objects'],
    ['no object', 'ids.json', '[{"id":1},2]', undefined, 'ids.json, row 2 must be an object'],
    ['a missing value', 'ids.json', '[{"id":1},{}]', undefined, 'ids.json, row 2 has nothing in "id"'],
    [
      'a list as a value',
      'ids.json',
      '[{"id":[1]}]',
      undefined,
      'row 1 has a value that is no text, number or boolean in "id"',
    ],
  ])('%s', ([, file, text, columns, sentence]) => {
    const problem = () => read(file, text, columns)
    expect(problem).toThrow(sentence)
    expect(problem).toThrow(/^scenario "x": `data\[0\]\.[^\n]+$/)
  })
})

test('lines are counted as an editor counts them', () => {
  expect(csvLines('a\n"b\nc"\n\nd')?.map(({ number }) => number)).toEqual([1, 2, 5])
})
