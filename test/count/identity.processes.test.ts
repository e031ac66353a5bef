import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { afterAll, expect, test } from 'vitest'
import { identityOf } from '../../src/count/identity.ts'
import { METHOD } from '../../src/count/method.ts'
import { interpreterOf } from '../../src/count/program.ts'
import { serverSchema } from '../../src/model/server.ts'
import { pythonFrom } from './fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'loadgate-identity-'))
afterAll(() => rmSync(folder, { recursive: true }))

function script(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  chmodSync(file, 0o755)
  return file
}

/** The file of a Python itself; null without one. */
const python = pythonFile()

function pythonFile(): string | null {
  const found = pythonFrom(0)
  return found && execFileSync(found, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
}

const identity = (command: string[], env: Record<string, string> = {}) =>
  identityOf(serverSchema.parse({ name: 'one', command, env }), '3.19.0')

test('a Node server is counted with the Node of the gate', async () => {
  expect(await identity(['node', 'main.ts'])).toEqual({
    runtime: `node ${process.versions.node}`,
    binary: expect.stringMatching(/^[0-9a-f]{16}$/),
    libc: expect.stringMatching(/^(glibc|musl) \d|^unknown$/),
    valgrind: '3.19.0',
    arch: process.arch,
    method: METHOD,
  })
})

test('a script runs in its interpreter, whichever way that is named', async () => {
  const direct = await identity([script('direct', `#!${process.execPath}\n`)])
  script('looked', '#!/usr/bin/env node\n')
  const looked = await identity(['looked'], { PATH: [folder, dirname(process.execPath)].join(delimiter) })
  expect(direct.runtime).toBe(`node ${process.versions.node}`)
  expect(looked).toEqual(direct)
})

test('another program is named, and has its own digest', async () => {
  const { runtime, binary } = await identity(['sleep', '1'])
  expect(runtime).toMatch(/^other (sleep|busybox|coreutils)$/)
  expect(binary).toMatch(/^[0-9a-f]{16}$/)
  expect(binary).not.toBe((await identity(['node', 'main.ts'])).binary)
})

test('a program of the repository is built from its code, wherever the server runs in it, and one of a package is not', async () => {
  const inRepository = (file: string, text = '') => {
    mkdirSync(join(folder, 'repository', dirname(file)), { recursive: true })
    return script(join('repository', file), text)
  }
  mkdirSync(join(folder, 'repository', '.git'), { recursive: true })
  const cwd = join(folder, 'repository', 'services', 'shop')
  mkdirSync(cwd, { recursive: true })
  const binaryOf = async (program: string) =>
    (await identityOf(serverSchema.parse({ name: 'one', command: [program], cwd }), '3.19.0')).binary
  expect(await binaryOf(inRepository('bin/shop', '\u007FELF 1'))).toBe('built here')
  expect(await binaryOf(inRepository('node_modules/it/bin/it', '\u007FELF 2'))).toMatch(/^[0-9a-f]{16}$/)
  expect(await binaryOf(inRepository('run.sh', '#!/bin/sh\n'))).toMatch(/^[0-9a-f]{16}$/)
  expect(await binaryOf(script('elsewhere', '\u007FELF 3'))).toMatch(/^[0-9a-f]{16}$/)
})

test('a program that does not exist has no digest', async () => {
  expect(await identity(['no-such-program'])).toMatchObject({ runtime: 'other no-such-program', binary: '' })
})

test.for([
  ['#!/usr/bin/python3\n', '/usr/bin/python3'],
  ['#! /usr/bin/env python3\n', 'python3'],
  ['#!/usr/bin/env -S A=1 node --flag\n', 'node'],
  ['#!/bin/sh -e\nexec node', '/bin/sh'],
  ['\u007FELF', null],
  ['', null],
] as const)('%o is run by %s', ([text, interpreter]) => {
  expect(interpreterOf(script('any', text))).toBe(interpreter)
})

test.skipIf(python === null)(
  'a script of the name of Python, as pyenv has them, is the Python that it starts',
  async () => {
    script('python3', `#!/bin/sh\nexec ${python} "$@"\n`)
    const behind = await identity(['python3', 'app.py'], { PATH: [folder, process.env['PATH']].join(delimiter) })
    expect(behind).toEqual(await identity([python!, 'app.py']))
    expect(behind.runtime).toMatch(/^python 3\./)
  },
)
