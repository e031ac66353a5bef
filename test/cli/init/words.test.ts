import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandText, commandWords, splitWords } from '../../../src/cli/init/words.ts'

test.for([
  ['node server.js --port {port}', ['node', 'server.js', '--port', '{port}']],
  [`sh -c 'a && b | c'`, ['sh', '-c', 'a && b | c']],
  [`echo "a 'b' \\"c\\"" d\\ e ''`, ['echo', `a 'b' "c"`, 'd e', '']],
  ['  a   b  ', ['a', 'b']],
] as const)('%s is split as a shell does', ([command, words]) => {
  expect(splitWords(command)).toEqual(words)
})

test.for([
  'a && b',
  'a | b',
  'a > b',
  'a $HOME',
  'a "$HOME"',
  'a `b`',
  'a; b',
  'ls *.js',
  "a 'b",
  'a "b',
  'a &',
  '(a)',
])('%s needs a shell', (command) => {
  expect(splitWords(command)).toBeNull()
  expect(() => commandWords('--command', command)).toThrow(/^--command .*without a shell.*[.]$/)
})

test('what is shown to a user is split into the same words again', () => {
  const word = fc.string({ unit: 'grapheme-ascii', minLength: 0, maxLength: 8 }).filter((text) => !text.includes('\n'))
  const command = fc.array(word, { minLength: 1, maxLength: 5 }).filter(([first]) => first !== '')
  fc.assert(
    fc.property(command, (words) => {
      expect(splitWords(commandText(words))).toEqual(words)
    }),
  )
})
