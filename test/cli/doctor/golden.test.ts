import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { countingText } from '../../../src/cli/doctor/counting-text.ts'
import { diagnosisText } from '../../../src/cli/doctor/diagnosis.ts'
import { noiseText } from '../../../src/cli/doctor/noise-text.ts'
import { displayWidth, type Screen } from '../../../src/report/screen.ts'
import { blind, busy, closed, counting, fresh, noValgrind, open, quiet, uncountable, uneven } from './diagnoses.ts'

const texts: readonly [string, (screen: Screen) => string][] = [
  ...Object.entries({ open, closed, fresh }).map(
    ([name, diagnosis]) => [name, (screen: Screen) => diagnosisText(diagnosis, screen)] as const,
  ),
  ...Object.entries({ quiet, uneven, busy, blind }).map(
    ([name, noise]) => [name, (screen: Screen) => noiseText(noise, 10, screen)] as const,
  ),
  ...Object.entries({ counting, uncountable, noValgrind, off: null }).map(
    ([name, found]) => [name, (screen: Screen) => countingText(found, open.now, screen)] as const,
  ),
].map(([name, text]) => [name, text])

/** Read them, in a terminal of that width, before you accept a change with `-u`. */
test.for(texts)('a terminal shows the %s one as in its golden files', async ([name, text]) => {
  for (const columns of [80, 120])
    await expect(text({ columns, colour: false })).toMatchFileSnapshot(`golden/${name}.${columns}.txt`)
})

test('colours are as in their golden file', async () => {
  await expect(diagnosisText(closed, { columns: 120, colour: true })).toMatchFileSnapshot('golden/closed.colour.txt')
})

test.for(texts)('colours only repeat what the words of the %s one say', ([, text]) => {
  expect(stripVTControlCharacters(text({ columns: 80, colour: true }))).toBe(text({ columns: 80, colour: false }))
})

test.for(texts)('no line of the %s one is wider than the terminal', ([, text]) => {
  for (const columns of [40, 41, 57, 80, 200]) {
    for (const line of text({ columns, colour: true }).split('\n'))
      expect(displayWidth(line)).toBeLessThanOrEqual(columns)
  }
})

test('nothing in a name moves the cursor or starts a command of a CI system', () => {
  const screen = { columns: 80, colour: false }
  const text = diagnosisText(closed, screen) + countingText(uncountable, open.now, screen) + noiseText(busy, 10, screen)
  expect(text).not.toContain('\u001B')
  expect(text).not.toMatch(/(^|\s)::/)
})
