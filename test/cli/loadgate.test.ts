import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/cli/loadgate.ts'
import { call, oneSentence } from './command.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

test.for(['--help', '-h'])('%s names every command', async (flag) => {
  const { exitCode, stdout, stderr } = await call([flag])
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toContain('Usage: npx loadgate <command>')
  for (const [name, { summary }] of Object.entries(COMMANDS))
    expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'))
})

test.for(Object.keys(COMMANDS))('%s --help says how to use it, whatever else is asked', async (name) => {
  for (const args of [['--help'], ['-h'], ['--wrong', '--help']]) {
    const { exitCode, stdout, stderr } = await call([name, ...args])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain(`Usage: npx loadgate ${name}`)
  }
})

test('no line of a help is wider than 110 columns', async () => {
  for (const args of [[], ...Object.keys(COMMANDS).map((name) => [name])]) {
    const { stdout } = await call([...args, '--help'])
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(110)
  }
})

test('--version is the version in package.json', async () => {
  expect(await call(['--version'])).toEqual({ exitCode: 0, stdout: version, stderr: '' })
})

test.for<[string, string[], string]>([
  [
    'no command',
    [],
    'Name a command (init, read, compare, merge, history, bisect, bisect-step, comment, propose, doctor',
  ],
  [
    'an unknown command',
    ['doktor'],
    'no command "doktor", only init, read, compare, merge, history, bisect, bisect-step, comment, propose, doctor',
  ],
  ['the name of what every object has', ['toString'], 'no command "toString"'],
  ['an unknown option instead of a command', ['--verbose'], 'no command "--verbose"'],
  ['an unknown option', ['doctor', '--verbose'], 'has no option --verbose, only --baselines, --no-self-test, --help'],
  ['an unknown short option', ['doctor', '-v'], 'has no option -v'],
  ['an option without its value', ['doctor', '--baselines'], '--baselines of `loadgate doctor` needs a value'],
  ['an option with an empty value', ['doctor', '--baselines='], '--baselines of `loadgate doctor` needs a value'],
  ['an option in place of a value', ['doctor', '--baselines', '--no-self-test'], 'needs a value'],
  ['a value that is not taken', ['doctor', '--no-self-test=yes'], 'takes no value, but was given "yes"'],
  ['an argument too many', ['doctor', 'baselines'], 'does not know what to do with "baselines"'],
  [
    'a folder that is not there',
    ['doctor', '--baselines', 'nowhere'],
    '--baselines names nowhere, but there is no such folder',
  ],
  ['a name that would move the cursor', ['\u001B[2Jdoctor'], 'no command "␛[2Jdoctor"'],
])('%s is wrong usage: exit code 2, and one sentence that says so', async ([, args, sentence]) => {
  const { exitCode, stdout, stderr } = await call(args)
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(oneSentence)
  expect(stderr).toContain(sentence)
})

test.for<[string, string[], string]>([
  ['a search without a commit', ['bisect'], '`loadgate bisect` needs a commit from before'],
  ['a search with three', ['bisect', 'a', 'b', 'c'], 'does not know what to do with "c"'],
  ['a configuration that is not there', ['bisect', 'HEAD', '--config', 'nowhere.ts'], '--config names nowhere.ts'],
  ['a count without two dots', ['history', '--count', 'v1'], 'must be two commits with two dots between them'],
  ['a count with three dots', ['history', '--count', 'v1...v2'], 'not "v1...v2"'],
  ['every without a count', ['history', '--every', '2'], '--every of `loadgate history` is only for --count'],
  [
    'a count of what is recorded',
    ['history', '--count', 'a..b', '--commits', '3'],
    '--commits of `loadgate history` is not for --count',
  ],
  ['every zeroth', ['history', '--count', 'a..b', '--every', '0'], '--every must be a whole number above 0, not "0"'],
])('%s is wrong usage, too', async ([, args, sentence]) => {
  const { exitCode, stdout, stderr } = await call(args)
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(oneSentence)
  expect(stderr).toContain(sentence)
})
