import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { findTool, findTools, toolFrom, type Tool } from '../../../src/load/external/find-tools.ts'

test.for<[Tool['name'], string, string]>([
  ['wrk', 'wrk 4.1.0 [epoll] Copyright (C) 2012 Will Glozer\nUsage: wrk <options> <url>', '4.1.0'],
  ['wrk', 'wrk debian/4.1.0-4build2 [epoll] Copyright (C) 2012 Will Glozer', '4.1.0'],
  ['ab', 'This is ApacheBench, Version 2.3 <$Revision: 1913912 $>\nCopyright 1996 Adam Twiss', '2.3'],
  ['vegeta', 'Version: v12.12.0\nCommit: 1\nRuntime: go1.22.2 linux/amd64\nDate: \n', '12.12.0'],
  ['python3', 'Python 3.12.3\n', '3.12.3'],
  ['python3', 'Python 3.15.0b1+\n', '3.15.0b1+'],
  ['python3', 'Python 3.10.0\n', '3.10.0'],
  ['python3', 'Python 4.0.0\n', '4.0.0'],
])('%s that answers %j is there', ([name, answer, version]) => {
  expect(toolFrom(name, answer)).toEqual({ name, state: 'there', version })
})

test.for(['3.9.18', '3.4.0', '2.7.18'])('python %s is too old', (version) => {
  expect(toolFrom('python3', `Python ${version}\n`)).toEqual({ name: 'python3', state: 'too old', version })
})

test.for(['', 'pyenv: python3: command not found', 'wrk: invalid option'])(
  'what answers %j does not say its version',
  (answer) => {
    for (const name of ['wrk', 'ab', 'python3'] as const) expect(toolFrom(name, answer).state).toBe('silent')
  },
)

/** A folder that is all of PATH, with programs of these texts in it. */
function onlyPrograms(programs: Readonly<Record<string, string>>): void {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-tools-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  vi.stubEnv('PATH', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
}

test('programs are asked as they want to be asked, whatever they exit with and wherever they answer', async () => {
  onlyPrograms({
    wrk: '[ "$1" = -v ] && echo "wrk 4.2.0 [epoll]" >&2; exit 1',
    ab: '[ "$1" = -V ] && echo "This is ApacheBench, Version 2.3 <1>"',
  })
  expect(await findTools()).toEqual([
    { name: 'wrk', state: 'there', version: '4.2.0' },
    { name: 'ab', state: 'there', version: '2.3' },
    { name: 'vegeta', state: 'missing', version: null },
    { name: 'python3', state: 'missing', version: null },
  ])
})

test.for<[string, Partial<Tool>]>([
  ['mod\tgithub.com/tsenart/vegeta/v12\tv12.13.0\th1:J/U=', { state: 'there', version: '12.13.0' }],
  ['mod\tgithub.com/tsenart/vegeta/v12\tv12.7.0\th1:J/U=', { state: 'too old', version: '12.7.0' }],
  ['mod\tgithub.com/tsenart/vegeta/v12\t(devel)', { state: 'silent', version: null }],
  ['another program', { state: 'silent', version: null }],
])('a vegeta that prints no version, as go install makes it, has it in its binary: %j', async ([text, tool]) => {
  onlyPrograms({ vegeta: `echo "Version: "\n# ${text}` })
  expect(await findTool('vegeta')).toEqual({ name: 'vegeta', ...tool })
})
