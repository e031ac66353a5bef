import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { repositoryOf } from '../../src/base-ref/checkout.ts'
import { countCommit, type CommitCounting, type Task } from '../../src/bisect/count-commit.ts'
import { commitAt } from '../../src/bisect/range.ts'
import { identityOf } from '../../src/count/identity.ts'
import { gitIn } from '../../src/host/git.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'
import { openSecrets } from '../../src/model/secrets.ts'
import { serverSchema } from '../../src/model/server.ts'
import { manifestWith, packed, type Packed } from '../base-ref/packages.ts'
import {
  basesIn,
  care as careFor,
  configWith,
  emptyFolder,
  removeFolders,
  repository,
  withVitest,
  writeFiles,
  type Repository,
} from '../base-ref/repository.ts'
import { leftIn } from '../vitest/project-folder.ts'
import { launchOf } from './counted.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

let care: ReturnType<typeof careFor>
let dep: Packed

beforeAll(async () => {
  care = careFor()
  dep = await packed('1.0.0')
})
afterAll(() => care.close())
afterAll(removeFolders)
beforeEach(() => {
  vi.stubEnv('npm_config_offline', 'true')
  vi.stubEnv('npm_config_cache', emptyFolder())
})
afterEach(() => void vi.unstubAllEnvs())

/** Answers `/` with its argument, and everything else with 404. */
const APP = `
  const server = require('node:http').createServer((request, answer) => {
    if (request.url === '/') answer.end(process.argv[2])
    else answer.writeHead(404).end()
  })
  server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))`

const define = (name: string, ...args: string[]) => ({ name, command: ['node', 'app.cjs', ...args] })
const VALGRIND = '3.19.0'
const today = [serverSchema.parse(define('api', 'today'))]
const scenario = (path = '/') =>
  scenarioSchema.parse({ title: 'home', servers: ['api'], request: { path }, load: { connections: 1 } })

type Made = Repository & {
  readonly counts: (hash: string, task?: Partial<Task>, prefix?: string, command?: string[]) => Promise<Seen>
}

/** What came of counting a commit: the outcome, which programs were started for it, and which steps were told. */
type Seen = {
  readonly counted: Awaited<ReturnType<typeof countCommit>>[number]
  readonly started: readonly string[]
  readonly steps: readonly string[]
}

/** A repository whose commits can be counted, by a counter that only notes what it is to count. */
async function made(files: Readonly<Record<string, string>> = {}): Promise<Made> {
  const repo = await repository({ 'app.cjs': APP, ...files })
  withVitest(repo.folder)
  const { folder } = repo
  const git = gitIn(folder, { care })
  const place = { repository: await repositoryOf(git, folder), scratch: join(folder, '.loadgate') }

  async function counts(hash: string, task: Partial<Task> = {}, prefix = '', command?: string[]): Promise<Seen> {
    const servers = command === undefined ? today : [serverSchema.parse({ name: 'api', command })]
    const [started, steps]: [string[], string[]] = [[], []]
    const counting: CommitCounting = {
      ...care,
      ...place,
      repository: { ...place.repository, prefix },
      definitions: { servers, gate: 'perf', root: folder, top: folder, loadedIn: folder },
      identities: new Map([['api', await identityOf(today[0]!, VALGRIND)]]),
      counter: {
        async count({ server, launches }) {
          started.push(`${server.command.at(-1)} ${launches}`)
          return { launches: Array.from({ length: launches }, () => launchOf(1000)) }
        },
        profile: async () => ({ notCounted: 'this counter does not profile' }),
        rehearsed: (server) => server,
        alone: (_server, run) => run(),
        atOnce: 1,
      },
      valgrind: VALGRIND,
      lock: async () => ({ release: () => {}, leaveTo: () => {} }),
      env: {},
      secrets: openSecrets(),
      onStep: (step) => steps.push(step),
    }
    const tasks = [{ scenario: scenario(), server: 'api', launches: 2, ...task }]
    const [counted] = await countCommit(counting, await commitAt(git, hash), tasks)
    return { counted: counted!, started, steps }
  }

  return { ...repo, counts }
}

const skippedOf = ({ counted }: Seen) => ('skipped' in counted ? counted.skipped : null)

describe('a commit that can be counted', () => {
  test('is started as it defines its server, and what is kept of it is not counted again, but for another request', async () => {
    const { commit, counts, folder } = await made()
    const hash = await commit({ 'vitest.config.js': configWith([define('api', 'own')]) })
    await commit({ 'vitest.config.js': configWith([define('api', 'later')]) })
    const first = await counts(hash)
    expect(first.started).toEqual(['own 2'])
    expect(first.counted).toMatchObject({ fresh: 2, launches: [{ server: 'api' }, { server: 'api' }] })
    const again = await counts(hash)
    expect([again.started, again.steps, again.counted]).toEqual([[], [], { ...first.counted, fresh: 0 }])
    const more = await counts(hash, { launches: 4 })
    expect([more.started, more.counted]).toMatchObject([['own 2'], { fresh: 2, launches: { length: 4 } }])
    const request = { ...scenario().request!, headers: { accept: 'text/plain' } }
    expect((await counts(hash, { scenario: { ...scenario(), request } })).started).toEqual(['own 2'])
    expect([basesIn(folder), await leftIn(folder)]).toEqual([[], []])
  })

  test.for([
    ['from before there was a configuration', null],
    ['whose configuration cannot be loaded', 'throw new Error("old")'],
  ] as const)('%s is started as today’s configuration says', async ([, config]) => {
    const { commit, counts } = await made()
    const hash = await commit(config === null ? { note: '' } : { 'vitest.config.js': config })
    expect((await counts(hash)).started).toEqual(['today 2'])
  })

  test('is installed once for all that have the same lockfile', async () => {
    const { commit, counts, folder } = await made()
    writeFileSync(join(folder, dep.name), dep.tarball)
    const locked = manifestWith(dep)
    const [one, two] = [await commit({ ...locked, one: '' }), await commit({ two: '' })]
    await commit({ 'package.json': '{}', 'package-lock.json': '' })
    const installs: number[] = []
    for (const hash of [one, two]) {
      const { counted, steps } = await counts(hash)
      expect(counted).toMatchObject({ fresh: 2 })
      installs.push(steps.filter((step) => step.startsWith('npm ci')).length)
    }
    expect(installs).toEqual([1, 0])
  })
})

describe('a commit is skipped, and nothing of it is left,', () => {
  test.for([
    [
      'when it does not install',
      { 'package.json': '{"dependencies":{"x":"1"}}', 'package-lock.json': '{}' },
      /^it does not install: `npm ci` ended with exit code \d+$/,
    ],
    [
      'when it needs other packages and has no lockfile',
      { 'package.json': '{"dependencies":{"x":"1"}}' },
      /^it has no lockfile/,
    ],
    [
      'when it is for another installer',
      { 'package.json': '{"dependencies":{"x":"1"}}', 'bun.lock': '{}' },
      /an installer that loadgate does not know$/,
    ],
    [
      'when its configuration has no such server',
      { 'vitest.config.js': configWith([define('other')]) },
      /^its configuration has no server "api"$/,
    ],
    ['when its server does not start', { 'app.cjs': 'process.exit(3)' }, /^Server "api" ended with exit code 3/],
    [
      'when its server answers otherwise',
      {
        'app.cjs': APP.replace("=== '/'", "=== '/old'"),
        'vitest.config.js': configWith([
          { ...define('api'), ready: { path: '/', status: 404, headers: {}, within: 20 } },
        ]),
      },
      /GET \/.*status 404/,
    ],
  ] as const)('%s', async ([, files, reason]) => {
    const { commit, counts, folder } = await made()
    const hash = await commit(files)
    await commit({ 'package.json': '{}' })
    const seen = await counts(hash)
    expect(skippedOf(seen)).toMatch(reason)
    expect([seen.started, basesIn(folder), await leftIn(folder)]).toEqual([[], [], []])
  })

  test('when the folder of the gate is not there yet', async () => {
    const { commit, counts } = await made()
    expect(skippedOf(await counts(await commit({ note: '' }), {}, 'packages/api'))).toBe(
      'the folder of the gate is not there',
    )
  })
})

test('where today’s definition leads to a file that git tracks, a commit that lacks it is not counted with that of today', async () => {
  const { commit, counts, folder, git } = await made({ '.gitignore': 'node_modules/\n.loadgate/\nbuilt/\n' })
  const before = await git('rev-parse', 'HEAD')
  const since = await commit({ 'bin/serve.cjs': APP })
  writeFiles(folder, { 'built/serve.cjs': APP })
  const startedBy = (hash: string, file: string) => counts(hash, {}, '', ['node', join(folder, file), 'today'])
  expect((await startedBy(since, 'bin/serve.cjs')).started).toEqual(['today 2'])
  const seen = await startedBy(before, 'bin/serve.cjs')
  expect(seen.started).toEqual([])
  expect(skippedOf(seen)).toMatch(/Cannot find module '.*\/base-[^/]*\/bin\/serve\.cjs'/)
  expect((await startedBy(before, 'built/serve.cjs')).started).toEqual(['today 2'])
})
