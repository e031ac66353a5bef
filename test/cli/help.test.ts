import { PassThrough } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { describe, expect, test } from 'vitest'
import { helpText } from '../../src/cli/help.ts'
import { COMMANDS, loadgate } from '../../src/cli/loadgate.ts'
import { call } from './command.ts'

function terminal(columns: number) {
  const stream = new PassThrough({ encoding: 'utf8' })
  return Object.assign(stream, { isTTY: true, columns, hasColors: () => false }) as unknown as WriteStream
}

async function helpAt(columns: number, args: readonly string[]): Promise<string> {
  const stdout = terminal(columns)
  await loadgate([...args, '--help'], { stdout, stderr: terminal(columns) })
  return (stdout.read() as unknown as string).trimEnd()
}

const helps = [[], ...Object.keys(COMMANDS).map((name) => [name])]

describe.for([40, 60, 80, 100])('on a terminal of %i columns', (columns) => {
  test.for(helps)('the help of %j has no wider line, and all its words', async (args) => {
    const { stdout: whole } = await call([...args, '--help'])
    const help = await helpAt(columns, args)
    expect(help.split(/\s+/)).toEqual(whole.split(/\s+/))
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
  })
})

test('a wider terminal gets no lines that are wider than 100 columns', async () => {
  for (const args of helps) expect(await helpAt(200, args)).toBe(await helpAt(100, args))
})

test('at 80 columns, every example is one line that can be copied', async () => {
  for (const args of helps) {
    const { stdout: whole } = await call([...args, '--help'])
    const [, examples = ''] = /^(Examples?:[^]*)/m.exec(whole) ?? []
    expect(await helpAt(80, args)).toContain(examples)
  }
})

const USAGE = `Usage: npx loadgate test [options]

What is in one paragraph was wrapped where it was written, and is
wrapped again.

Options:
  --file FILE  the file to read, which may be any file that is there
  --help, -h   show this text
`

test('paragraphs are wrapped anew, and descriptions go on where they began', () => {
  expect(helpText(USAGE, terminal(44))).toBe(`Usage: npx loadgate test [options]

What is in one paragraph was wrapped where
it was written, and is wrapped again.

Options:
  --file FILE  the file to read, which may
               be any file that is there
  --help, -h   show this text
`)
})

test('a description without room stands below what it describes', () => {
  const usage = '  .github/workflows/loadgate.yml  compares every pull request\n'
  expect(helpText(usage, terminal(50))).toBe('  .github/workflows/loadgate.yml\n    compares every pull request\n')
})

test('without a terminal it stays as it was written', () => {
  expect(helpText(USAGE, new PassThrough() as unknown as WriteStream)).toBe(USAGE)
})
