import { expect, test } from 'vitest'
import { sentencesText } from '../../../src/cli/init/text.ts'

const screen = { columns: 60, colour: false }

test('what a server printed is on lines of its own, and nothing in it acts on the terminal', () => {
  const problem = 'Server "api" ended. The last that it printed:\n  | \u001B[31mno settings\n  | bye'
  expect(sentencesText([problem], screen)).toBe(
    'Server "api" ended. The last that it printed:\n| ␛[31mno settings\n| bye\n',
  )
})

test('a long sentence is broken at the width of the terminal', () => {
  const lines = sentencesText(['word '.repeat(30).trim()], screen)
    .trimEnd()
    .split('\n')
  expect(lines.length).toBeGreaterThan(1)
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(60)
})
