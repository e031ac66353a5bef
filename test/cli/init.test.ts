import { expect, test } from 'vitest'
import { call, oneSentence } from './command.ts'
import { filesIn, folderOf } from './init/folders.ts'
import { PROJECTS, type Files } from './init/projects.ts'

test.for<[readonly string[], RegExp]>([
  [['--yess'], /has no option --yess, only --yes, --dry-run, --command/],
  [['here'], /does not know what to do with "here"/],
  [['--command', ''], /--command .*needs a value/],
  [['--command', '   '], /--command/],
  [['--command', 'npm run build && node a.js'], /cannot be started without a shell/],
  [['--path', 'health'], /--path must be a path that starts with "\/", such as \/health, not "health"/],
  [['--port', '70000'], /--port must be `free`, `reported` or a port from 1 to 65535, not "70000"/],
  [['--port', '-1'], /--port/],
  [['--name', '../up'], /--name must be a name .*not "\.\.\/up"/],
  [['--name', 'a b'], /--name/],
  [['--dir', 'no/such/folder'], /--dir names no\/such\/folder, but there is no such folder/],
])('%j is refused with one sentence and exit code 2', async ([args, complaint]) => {
  const { exitCode, stdout, stderr } = await call(['init', ...args])
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(complaint)
  expect(stderr).toMatch(oneSentence)
})

test('a folder that does not tell how its server is started is refused, and nothing is written', async () => {
  const folder = folderOf({})
  const { exitCode, stderr } = await call(['init', '--yes', '--dir', folder])
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/say it with --command.*Nothing was written\.$/)])
  expect(filesIn(folder)).toEqual({})
})

test('at the root of a workspace, the packages are named', async () => {
  const folder = folderOf({
    'package.json': '{ "workspaces": ["packages/*"] }',
    'packages/a/package.json': '{}',
    'packages/b/package.json': '{}',
  })
  const { exitCode, stderr } = await call(['init', '--yes', '--dir', folder])
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('(packages/a, packages/b)')])
})

test('a package.json that is not valid JSON is refused with what is wrong', async () => {
  const { exitCode, stderr } = await call(['init', '--yes', '--dir', folderOf({ 'package.json': '{' })])
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^package\.json is not valid JSON/)])
})

test('where everything is there already, it says so, and neither asks nor starts anything', async () => {
  const files: Files = PROJECTS['config-with-a-gate']
  const folder = folderOf({
    ...files,
    'package.json':
      files['package.json']?.replace('"test"', '"test:perf": "vitest", "baseline:update": "vitest", "test"') ?? '',
    '.gitignore': '/.loadgate\n',
    '.github/workflows/loadgate.yml': 'name: mine\n',
  })
  const before = filesIn(folder)
  const { exitCode, stdout } = await call(['init', '--dir', folder])
  expect([exitCode, stdout.split('\n')[0]]).toEqual([0, 'Everything is there already, and nothing was changed:'])
  expect(stdout.split('\n').at(-1)).toMatch(/^ {2}cd \S+ && npm run test:perf$/)
  expect(filesIn(folder)).toEqual(before)
})
