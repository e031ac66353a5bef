import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { openBase, type Base, type OpenBase } from '../../src/base-ref/base.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { launch } from '../../src/server/launch.ts'
import { until } from '../server/fixture.ts'
import { leftIn, processesIn } from '../vitest/project-folder.ts'
import {
  basesIn,
  care,
  configWith,
  removeFolders,
  repository,
  withVitest,
  writeFiles,
  type Files,
} from './repository.ts'

const caring = care()
afterAll(caring.close)
afterAll(removeFolders)

/** A server whose answer is in its code, and that tells where it runs. */
const serving = (answer: string) => `
  import { createServer } from 'node:http'
  const server = createServer((_, response) => response.end('${answer} in ' + process.cwd()))
  server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))`

const project = (answer: string, names: readonly string[] = ['one'], more: Files = {}): Files => ({
  'main.js': serving(answer),
  'package.json': '{ "type": "module" }',
  'vitest.config.js': configWith(names.map((name) => ({ name, command: ['node', 'main.js'] }))),
  ...more,
})

/** Two commits that differ, the first on `main` and the second checked out on `work`. */
async function twoCommits(base: Files = project('base'), head: Files = project('head')) {
  const repo = await repository(base)
  withVitest(repo.folder)
  const first = await repo.git('rev-parse', 'HEAD')
  await repo.git('checkout', '--quiet', '-b', 'work')
  return { ...repo, first, second: await repo.commit(head) }
}

async function opened(
  root: string,
  options: Partial<OpenBase> = {},
): Promise<Base & { readonly steps: readonly string[] }> {
  const steps: string[] = []
  const base = await openBase({
    ref: 'main',
    root,
    scratch: '.loadgate',
    ...caring,
    onProgress: (step) => steps.push(step),
    ...options,
  })
  onTestFinished(base.remove)
  return { ...base, steps }
}

async function answerOf({ servers }: Base, name = 'one'): Promise<string> {
  const started = await launch(
    servers.find((server) => server.name === name)!,
    caring,
  )
  await started.stop()
  return started.body
}

const prepared = (side: string): Files => {
  const config = configWith([{ name: 'one', command: ['node', 'main.js'], prepare: './login.js' }])
  const login = `export default ({ server }) => ({ variables: { side: server + ' of ${side}' } })`
  return project(side, ['one'], { 'vitest.config.js': config, 'login.js': login })
}

test('each side is prepared by the module of its own checkout', async () => {
  const { folder } = await twoCommits(prepared('base'), prepared('head'))
  const { servers } = await opened(folder)
  const started = await launch(servers[0]!, caring)
  await started.stop()
  expect(started.given?.variables).toEqual({ side: 'one of base' })
})

test('the base is the other commit, with its own servers, and is gone when it is removed', async () => {
  const { folder, git, first, second } = await twoCommits(
    project('base', ['one', 'past']),
    project('head', ['one', 'fresh']),
  )
  const base = await opened(folder)
  const [name] = basesIn(folder)
  const tree = join(folder, '.loadgate', 'against', name!)
  expect(base).toMatchObject({ ref: 'main', commit: first, dirty: false, head: { commit: second, dirty: false } })
  expect(base.servers.map((server) => [server.name, server.cwd])).toEqual([
    ['one', tree],
    ['past', tree],
  ])
  expect(await answerOf(base)).toBe(`base in ${tree}`)
  expect(base.steps).toEqual([`checking out main (${first.slice(0, 9)})`, 'reading the servers of main'])
  expect(base.remove()).toBe(base.remove())
  await base.remove()
  expect(basesIn(folder)).toEqual([])
  expect(await git('worktree', 'list')).not.toContain('.loadgate')
  expect(existsSync(join(folder, 'node_modules', 'vitest'))).toBe(true)
})

const isLinked = ({ roots }: Base) => lstatSync(join(roots.base, 'node_modules')).isSymbolicLink()

test('a base whose servers are built has packages of its own, and one whose servers are not shares those of head', async () => {
  const { folder, commit } = await twoCommits()
  expect(isLinked(await opened(folder))).toBe(true)
  const built = [{ name: 'one', command: ['node', 'main.js'], build: ['node', '-v'] }]
  await commit({ 'vitest.config.js': configWith(built) })
  expect(isLinked(await opened(folder, { ref: 'HEAD' }))).toBe(false)
})

test('uncommitted changes belong to head, and the base has none of them', async () => {
  const { folder } = await twoCommits()
  writeFiles(folder, { 'main.js': serving('changed') })
  const base = await opened(folder)
  expect(base.head.dirty).toBe(true)
  expect(await answerOf(base)).toContain('base in ')
})

test('against HEAD itself, only uncommitted changes differ', async () => {
  const { folder, second } = await twoCommits()
  writeFiles(folder, { 'main.js': serving('changed') })
  const base = await opened(folder, { ref: 'HEAD' })
  expect(base).toMatchObject({ ref: 'HEAD', commit: second, head: { commit: second, dirty: true } })
  expect(await answerOf(base)).toContain('head in ')
})

const inApp = (answer: string): Files =>
  Object.fromEntries(Object.entries(project(answer)).map(([path, text]) => [`packages/app/${path}`, text]))

test('in a folder of a repository, the base is that folder of the other commit', async () => {
  const { folder } = await twoCommits(inApp('base'), inApp('head'))
  const base = await opened(join(folder, 'packages/app'))
  const app = join(folder, 'packages/app')
  const tree = join(app, '.loadgate/against', basesIn(app)[0]!)
  expect(await answerOf(base)).toBe(`base in ${join(tree, 'packages/app')}`)
})

test('a folder that the other commit does not have is named', async () => {
  const { folder } = await twoCommits(project('base'), { 'packages/app/package.json': '{}' })
  await expect(opened(join(folder, 'packages/app'))).rejects.toThrow(
    /^main has no folder packages\/app\/, so there is nothing to compare with\./,
  )
  expect(basesIn(join(folder, 'packages/app'))).toEqual([])
})

test('what the base builds is its own, and files of the commit that this changes are told', async () => {
  const building = {
    'package.json': '{ "type": "module", "scripts": { "prepare": "cp main.js built.js && echo >> main.js" } }',
  }
  const config = configWith([{ name: 'one', command: ['node', 'built.js'] }])
  const { folder } = await twoCommits({ ...project('base'), ...building, 'vitest.config.js': config })
  const base = await opened(folder)
  expect(base.steps).toContain('npm run prepare in main')
  expect(await answerOf(base)).toContain('base in ')
  expect(existsSync(join(folder, 'built.js'))).toBe(false)
  expect(base.dirty).toBe(true)
})

test.for([
  [
    'that cannot be built',
    { 'package.json': '{ "scripts": { "prepare": "exit 3" } }' },
    /`npm run prepare` ended with exit code 3/,
  ],
  ['that cannot be loaded', { 'vitest.config.js': 'throw new Error("broken")' }, /could not be read[^]*broken/],
  ['without a gate', { 'vitest.config.js': 'export default {}' }, /no project made by loadgate/],
] as const)('a base %s is an error, and nothing is left of it', async ([, files, words]) => {
  const { folder, git } = await twoCommits({ ...project('base'), ...files })
  const error: unknown = await opened(folder).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(LoadgateError)
  expect((error as Error).message).toMatch(words)
  expect(basesIn(folder)).toEqual([])
  expect(await git('worktree', 'list')).not.toContain('.loadgate')
})

test('a scratch folder that cannot be made is named', async () => {
  const { folder } = await twoCommits()
  writeFileSync(join(folder, '.loadgate'), '')
  await expect(opened(folder)).rejects.toThrow(/^Nothing can be written to .*\.loadgate/)
})

test.for(['.husky/_', ''])('where head has its hooks ("%s") stays, whatever the base prepares', async (path) => {
  const prepare = 'git config core.hooksPath .husky && echo $HUSKY > husky'
  const manifest = JSON.stringify({ type: 'module', scripts: { prepare } })
  const { folder, git } = await twoCommits({ ...project('base'), 'package.json': manifest })
  if (path !== '') await git('config', 'core.hooksPath', path)
  const { roots } = await opened(folder)
  expect(await git('config', '--default', '', '--get', 'core.hooksPath')).toBe(path)
  expect(readFileSync(join(roots.base, 'husky'), 'utf8')).toBe('0\n')
})

test('submodules are checked out as the base has them, from those of head, and go with the worktree', async () => {
  const library = await repository({ 'lib.js': 'first' })
  const { folder, git, commit } = await repository(project('base'))
  withVitest(folder)
  await git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.folder, 'my lib')
  const first = await commit({})
  await library.commit({ 'lib.js': 'second' })
  const inside = (...args: readonly string[]) => git('-C', 'my lib', ...args)
  await inside('pull', '--quiet', 'origin', 'main')
  await commit({})
  rmSync(library.folder, { recursive: true })
  const base = await opened(folder, { ref: first })
  expect(readFileSync(join(base.roots.base, 'my lib/lib.js'), 'utf8')).toBe('first')
  expect(readFileSync(join(folder, 'my lib/lib.js'), 'utf8')).toBe('second')
  expect(base.dirty).toBe(false)
  await base.remove()
  expect([basesIn(folder), await git('status', '--porcelain')]).toEqual([[], ''])
})

test('a submodule whose commit is nowhere is an error, and nothing is left of the base', async () => {
  const library = await repository({ 'lib.js': '' })
  const { folder, git, commit } = await repository(project('base'))
  await git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.folder, 'lib')
  await git('update-index', '--cacheinfo', `160000,${'1'.repeat(40)},lib`)
  await git('commit', '--quiet', '-m', 'away')
  await commit({})
  await expect(opened(folder, { ref: 'HEAD~1' })).rejects.toThrow(
    /^The submodule lib of the base could not be checked out/,
  )
  expect(basesIn(folder)).toEqual([])
})

test('giving up removes what was begun, and throws the reason', async () => {
  const slow = { 'package.json': '{ "scripts": { "prepare": "sleep 600" } }' }
  const { folder, git } = await twoCommits({ ...project('base'), ...slow })
  const giving = new AbortController()
  const given = expect(opened(folder, { signal: giving.signal })).rejects.toThrow('given up')
  await until(() => processesIn(folder).some((one) => one.includes('sleep 600')))
  giving.abort(new Error('given up'))
  await given
  expect(basesIn(folder)).toEqual([])
  expect(await git('worktree', 'list')).not.toContain('.loadgate')
  expect(await leftIn(folder)).toEqual([])
})

test('what is told of a commit named by its full hash has the first nine characters of it', async () => {
  const manifest = '{ "type": "module", "scripts": { "prepare": "true" } }'
  const { folder, first } = await twoCommits({ ...project('base'), 'package.json': manifest })
  const base = await opened(folder, { ref: first })
  await base.remove()
  const short = first.slice(0, 9)
  expect(base.steps).toEqual([
    `checking out ${short}`,
    `copying node_modules for ${short}`,
    `npm run prepare in ${short}`,
    `reading the servers of ${short}`,
  ])
})

/** The driver program in a project; `until` it has printed a line that begins so. */
async function driver(folder: string, line: string) {
  const program = fileURLToPath(new URL('../fixtures/against/opens-base.ts', import.meta.url))
  const child = spawn(process.execPath, [program], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  for await (const printed of createInterface({ input: child.stdout })) if (printed.startsWith(line)) break
  return child
}

test.for([
  ['while it checks out', 'checking out'],
  ['while npm runs', 'npm run prepare'],
  ['while it reads the servers', 'reading'],
  ['when the base is open', 'open'],
])('a gate that is killed %s leaves no process, and the next one removes its worktree', async ([, line]) => {
  // Without an environment it can be found by its process group only.
  const building = {
    'package.json': `{ "scripts": { "prepare": "${line!.startsWith('npm') ? 'env -i sleep 600' : 'true'}" } }`,
  }
  const { folder, git } = await twoCommits({ ...project('base'), ...building })
  const killed = await driver(folder, line!)
  if (line!.startsWith('npm'))
    await until(() => processesIn(folder).some((one) => one.endsWith(' sleep 600') && !one.includes('env')))
  killed.kill('SIGKILL')
  if (killed.signalCode === null) await once(killed, 'exit')
  expect(await leftIn(folder)).toEqual([])
  const left = basesIn(folder)
  if (line !== 'checking out') expect(left).toHaveLength(1)
  const base = await opened(folder, { ref: 'work' })
  expect(basesIn(folder)).toHaveLength(1)
  expect(basesIn(folder)).not.toEqual(left)
  await base.remove()
  expect(basesIn(folder)).toEqual([])
  expect((await git('worktree', 'list', '--porcelain')).match(/^worktree /gm)).toHaveLength(1)
})

test('two gates of one project, one after the other in one process, do not meet', async () => {
  const { folder } = await twoCommits()
  const [one, two] = [await opened(folder), await opened(folder, { ref: 'work' })]
  expect(basesIn(folder)).toHaveLength(2)
  expect([await answerOf(one), await answerOf(two)].map((answer) => answer.slice(0, 4))).toEqual(['base', 'head'])
  await one.remove()
  expect(existsSync(two.servers[0]!.cwd!)).toBe(true)
})

/** A project whose servers come from what it builds, under its own name. */
const selfish = (answer: string): Files => ({
  ...project(answer),
  'package.json': JSON.stringify({
    name: 'selfish',
    type: 'module',
    exports: { './config': './dist/config.js' },
    scripts: { prepare: 'mkdir -p dist && cp config.js dist/' },
  }),
  'config.js': `export const names = ['${answer}']`,
  'vitest.config.js': `
    import { names } from 'selfish/config'
    const servers = names.map((name) => ({ name, command: ['node', 'main.js'] }))
    export default { test: { provide: { loadgateOptions: { servers } } } }`,
  '.gitignore': 'node_modules\n.loadgate\ndist\n',
})

test('a project that imports itself by its name gets the base it built, not head', async () => {
  const { folder } = await twoCommits(selfish('base'), selfish('head'))
  writeFiles(folder, { 'dist/config.js': 'export const names = ["head"]' })
  expect((await opened(folder)).servers.map(({ name }) => name)).toEqual(['base'])
})
