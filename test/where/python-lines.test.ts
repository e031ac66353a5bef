import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPythonLines } from '../../src/where/python-lines.ts'

const SOURCE = `"""A shop."""
import os

def rows(count):
    def row(index):
        return index
    return [row(index) for index in range(count)]

class Shop[T]:
    class Shelf:
        async def fill(self): pass

    @property
    def name(self):
        return 'a def in a text'

    @name.setter
    def name(self, value):
        # def nothing(): pass
        undefined = value

    def sql(
        self,
        text="""
def hidden(): pass
nothing at this column ends a class
""",
    ):
        def quote(): pass

    def größe(self): return 1

if os.environ:
\tdef late(): pass
else:
    def late(): pass
def after(): pass
`

test.for<[string, number | null]>([
  ['<module>', 1],
  ['rows', 4],
  ['rows.<locals>.row', 5],
  ['Shop.Shelf.fill', 11],
  ['Shop.name', 14],
  ['Shop.sql', 22],
  ['Shop.sql.<locals>.quote', 29],
  ['Shop.größe', 31],
  ['late', 34],
  ['after', 37],
  ['hidden', null],
  ['row', null],
  ['nothing', null],
  ['undefined', null],
  ['Shop', null],
  ['<lambda>', null],
  ['rows.<locals>.<listcomp>', null],
])('%s begins in line %s', ([name, line]) => {
  expect(readPythonLines(SOURCE)(name)).toBe(line)
})

test('line feeds of Windows change nothing', () => {
  expect(readPythonLines(SOURCE.replaceAll('\n', '\r\n'))('after')).toBe(37)
})

test('no text throws', () => {
  const words = fc.constantFrom('def ', 'class ', '\t', '  ', '\n', 'a', '(', ':')
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((all) => all.join('')),
      ),
      (source) => {
        expect(readPythonLines(source)('no.such')).toBeNull()
      },
    ),
  )
})
