import { expect, test } from 'vitest'
import { changePackage, SCRIPTS } from '../../../src/cli/init/package-change.ts'

function scriptsAfter(scripts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const change = changePackage(JSON.stringify({ scripts }), { devDependencies: {}, keepsUnitTestsApart: true })
  return (JSON.parse(change?.text ?? '{}') as { scripts: Record<string, string> }).scripts
}

test.for([
  ['vitest', 'vitest --project=!perf'],
  ['vitest run', 'vitest run --project=!perf'],
  ['vitest --run --coverage', 'vitest --project=!perf --run --coverage'],
  ['CI=1 npx vitest run src', 'CI=1 npx vitest run --project=!perf src'],
  ['tsc && vitest run && eslint', 'tsc && vitest run --project=!perf && eslint'],
  ['vitest run --project unit', 'vitest run --project unit'],
  ['vitest run --config test/vitest.config.ts', 'vitest run --config test/vitest.config.ts'],
  ['vitest bench', 'vitest bench'],
  ['npm run vitest-like', 'npm run vitest-like'],
])('the script %s becomes %s, so that it starts no load test', ([script = '', after]) => {
  expect(scriptsAfter({ test: script })).toEqual({ test: after, ...SCRIPTS })
})

test('scripts and dependencies that are there stay, whatever is in them', () => {
  const scripts = { 'test:perf': 'mine', 'baseline:update': 'mine' }
  const present = { scripts, dependencies: { vitest: '4.1.0' }, devDependencies: { loadgate: 'file:..' } }
  const additions = { devDependencies: { loadgate: '^1', vitest: '^5' }, keepsUnitTestsApart: false }
  expect(changePackage(JSON.stringify(present), additions)).toBeNull()
})

test('what is missing is added in the formatting of npm, with the indent of the file, and told line by line', () => {
  const additions = { devDependencies: { loadgate: '^1' }, keepsUnitTestsApart: false }
  expect(changePackage('{\n\t"name": "a",\n\t"files": []\n}', additions)).toEqual({
    text: `{\n\t"name": "a",\n\t"files": [],\n\t"scripts": {\n\t\t"test:perf": "vitest run --project perf",\n\t\t"baseline:update": "vitest run --project perf --update=all"\n\t},\n\t"devDependencies": {\n\t\t"loadgate": "^1"\n\t}\n}\n`,
    lines: [
      'scripts: "test:perf": "vitest run --project perf"',
      'scripts: "baseline:update": "vitest run --project perf --update=all"',
      'devDependencies: "loadgate": "^1"',
    ],
  })
})

test.for(['{', '[]', 'null', ''])('a package.json with %j in it is refused with what is wrong', (text) => {
  expect(() => changePackage(text, { devDependencies: {}, keepsUnitTestsApart: false })).toThrow(
    /^package\.json is not valid JSON \(.+\); correct it .*Nothing was written\.$/s,
  )
})

test('ends of lines and a byte order mark stay, so that only new lines are in the diff', () => {
  const additions = { devDependencies: { loadgate: '^1' }, keepsUnitTestsApart: false }
  const old = '{\n  "name": "a"\n}\n'
  const text = changePackage(old, additions)?.text ?? ''
  expect(text).not.toContain('\r')
  expect(changePackage(`\uFEFF${old.replaceAll('\n', '\r\n')}`, additions)?.text).toBe(
    `\uFEFF${text.replaceAll('\n', '\r\n')}`,
  )
})
