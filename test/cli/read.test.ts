import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { call, oneSentence } from './command.ts'

const output = (name: string) => fileURLToPath(new URL(`../fixtures/outputs/${name}.stdout`, import.meta.url))

test('a whole report is its numbers as JSON, and 0', async () => {
  const { exitCode, stdout, stderr } = await call(['read', output('ab/plain-pure-flask')])
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({ tool: 'ab', requestsPerSecond: 332.25, usable: true })
})

test('a measurement that cannot be used is printed too, with the reason on stderr, and 3', async () => {
  const { exitCode, stdout, stderr } = await call(['read', output('wrk/status-404')])
  expect(exitCode).toBe(3)
  expect(JSON.parse(stdout)).toMatchObject({ usable: false, why: '4054 of 4054 answers had a status of 400 or above.' })
  expect(stderr).toMatch(oneSentence)
})

test('a file in the UTF-16 of PowerShell reads as in UTF-8', async () => {
  const text = readFileSync(output('hey/plain'), 'utf8')
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-read-'))
  const file = join(folder, 'hey.txt')
  try {
    writeFileSync(file, `\uFEFF${text.replaceAll('\n', '\r\n')}`, 'utf16le')
    expect(await call(['read', file])).toEqual(await call(['read', output('hey/plain')]))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('what is no output of any tool is one sentence that names the file, and 3', async () => {
  const { exitCode, stdout, stderr } = await call(['read', output('ab/bad-args')])
  expect([exitCode, stdout]).toEqual([3, ''])
  expect(stderr).toMatch(oneSentence)
  expect(stderr).toContain('bad-args.stdout is empty')
})

test.for<[string, string[], string]>([
  ['a file that is not there', ['no-such-file'], 'no-such-file cannot be read (ENOENT)'],
  ['a folder', ['test'], 'test cannot be read (EISDIR)'],
  ['no file', [], 'needs a file'],
  ['two files', ['a', 'b'], '"b"'],
])('%s is wrong usage, and 2', async ([, args, message]) => {
  const { exitCode, stdout, stderr } = await call(['read', ...args])
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toContain(message)
})
