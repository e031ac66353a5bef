import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasFlag, readArguments } from '../../src/cli/command.ts'
import { LoadgateError } from '../../src/model/error.ts'

const OPTIONS = { from: { type: 'string', short: 'f' }, quick: { type: 'boolean' } } as const

function read(args: readonly string[], most = 1) {
  const { values, positionals } = readArguments('test', args, OPTIONS, most)
  return { ...values, positionals }
}

test.for<[string[], object]>([
  [[], { positionals: [] }],
  [['--from', 'here', 'file'], { from: 'here', positionals: ['file'] }],
  [['--from=-1', '--quick'], { from: '-1', quick: true, positionals: [] }],
  [['-f', 'here'], { from: 'here', positionals: [] }],
  [['--', '--from'], { positionals: ['--from'] }],
  [['-'], { positionals: ['-'] }],
])('%j is understood', ([args, expected]) => {
  expect(read(args)).toEqual(expected)
})

test('a command says how many arguments it takes', () => {
  expect(read(['a', 'b'], 2).positionals).toEqual(['a', 'b'])
  expect(() => read(['a', 'b'], 1)).toThrow('does not know what to do with "b"')
})

test('what stands behind -- asks for nothing', () => {
  expect(hasFlag('--help', ['file', '--help'])).toBe(true)
  expect(hasFlag('--help', ['--', '--help'])).toBe(false)
})

const word = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '--from',
    '--from=',
    '--quick',
    '--quick=no',
    '-f',
    '-x',
    '--',
    '-',
    '--constructor',
    '--__proto__',
    '--no-quick',
    'a\nb',
    '--a\nb',
    '--quick=a\nb',
  ),
)

test('any arguments are understood or refused in one line', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (args) => {
      try {
        expect(read(args).positionals.length).toBeLessThanOrEqual(1)
      } catch (error) {
        if (!(error instanceof LoadgateError)) throw error
        expect(error.message).not.toContain('\n')
      }
    }),
    { numRuns: 1000 },
  )
})
