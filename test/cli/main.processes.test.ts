import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { command, oneSentence, program } from './command.ts'

const { version, bin } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
  bin: Record<string, string>
}

const output = (name: string) => fileURLToPath(new URL(`../fixtures/outputs/${name}.stdout`, import.meta.url))

test('the package puts the program where npx finds it, as a script for node', () => {
  expect(bin).toEqual({ loadgate: 'dist/cli/main.js' })
  const text = readFileSync(new URL('../../dist/cli/main.js', import.meta.url), 'utf8')
  expect(text.split('\n')[0]).toBe('#!/usr/bin/env node')
})

test('what a command prints and returns is what the program prints and exits with', async () => {
  expect(await command(['--version'])).toEqual({ exitCode: 0, stdout: version, stderr: '' })
  expect(await command(['read', output('ab/bad-args')])).toMatchObject({ exitCode: 3, stdout: '' })
})

test('an error is exit code 2, and one sentence on stderr without a stack', async () => {
  const { exitCode, stdout, stderr } = await command(['doktor'])
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(oneSentence)
})

test('`-` is standard input', async () => {
  const input = readFileSync(output('wrk/latency'))
  const { exitCode, stdout } = await execa(process.execPath, [program, 'read', '-'], { input, reject: false })
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ tool: 'wrk', latencyMs: { p50: 3.21 } })
})

test('a reader that closes the pipe early is no error', async () => {
  const running = execa(process.execPath, [program, '--help'], {
    reject: false,
    buffer: { stderr: true, stdout: false },
  })
  running.stdout.destroy()
  const { exitCode, stderr } = await running
  expect([exitCode, stderr]).toEqual([0, ''])
})
