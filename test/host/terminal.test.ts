import type { WriteStream } from 'node:tty'
import { expect, test } from 'vitest'
import { liveLine } from '../../src/host/live-line.ts'
import { terminalOf } from '../../src/host/terminal.ts'

function stream(more: Partial<WriteStream>): WriteStream {
  return { isTTY: true, columns: 100, rows: 30, hasColors: () => true, ...more } as WriteStream
}

test.each([
  ['a terminal has its size', {}, { columns: 100, rows: 30, colour: true }],
  ['one that does not know it has 80 columns and any height', { columns: 0, rows: 0 }, { columns: 80, colour: true }],
  ['one without colours has none', { hasColors: () => false }, { columns: 100, rows: 30, colour: false }],
] as const)('%s', (_, more, terminal) => {
  expect(terminalOf(stream(more))).toEqual(terminal)
})

test('elsewhere there are 120 columns, any height, and no colours, even where they are asked for', () => {
  const pipe = { isTTY: false, hasColors: () => true } as unknown as Partial<WriteStream>
  expect(terminalOf(stream({ ...pipe, columns: undefined, rows: undefined } as never))).toEqual({
    columns: 120,
    colour: false,
  })
})

test('a line that is rewritten has room on a terminal that does not know its size', () => {
  const widths: number[] = []
  liveLine(stream({ columns: 0, write: () => true })).show((columns) => {
    widths.push(columns)
    return ''
  })
  expect(widths).toEqual([79])
})
