import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test, vi } from 'vitest'
import { writeBaseline } from '../src/baseline/store.ts'
import { reportJson } from '../src/report/json.ts'
import { program } from './cli/command.ts'
import { startApi } from './github/fake-api.ts'
import { HOME } from './report/cells.ts'
import { holding, red } from './report/reports.ts'
import { split } from './shards/shards.ts'
import { baselineOf, ENVIRONMENT, projectFolder, specText } from './vitest/project-folder.ts'

vi.setConfig({ testTimeout: 900_000 })

const root = fileURLToPath(new URL('..', import.meta.url))

const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]

/** The lines of all shell blocks, without their comments. */
const commands = [
  ...new Set(
    documents.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) =>
        block
          .split('\n')
          .map((line) => line.replace(/\s+# .*$/, '').trim())
          .filter((line) => line !== ''),
      ),
    ),
  ),
]

/** These need the whole showcase. `.ci/run` runs them, and fails when one of them does. */
const BY_CI = ['npm ci', 'npm test', 'npm run test:perf']

/** These need a history in which a server became heavier. test/cli/bisect.gate.test.ts has one, and runs them. */
const OF_A_HISTORY = /^npx loadgate (?:bisect|history --count) /

const SHA = 'a'.repeat(40)

test('the commands that a reader runs first are those that .ci/run runs', () => {
  const ci = readFileSync(join(root, '.ci', 'run'), 'utf8')
  for (const command of BY_CI.filter((one) => commands.includes(one)))
    expect(ci).toMatch(new RegExp(`^ *${command}\\b`, 'm'))
})

/** On a bare socket, where counting a request takes a tenth of what it takes node:http. */
const SERVER = `
  const ANSWER = 'HTTP/1.1 200 OK\\r\\ncontent-length: 5\\r\\n\\r\\nhello'
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => {}).on('data', () => socket.write(ANSWER))
  })
  server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))`

/**
 * A reader's project: two servers, a spec, a git repository with a main branch, outputs of other tools, and the event that
 * GitHub gives a workflow.
 */
async function readersProject(): Promise<string> {
  const folder = projectFolder({
    servers: { fastify: [], plain: [] },
    definition: { command: ['node', 'server.cjs'] },
    gate: { budget: { waves: 3, rounds: 1 } },
    // So wide that a busy machine cannot turn a gate red: both sides run the same code.
    spec: specText(['fastify', 'plain'], ', tolerance: 5'),
  })
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  writeFileSync(join(folder, 'server.cjs'), SERVER)
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      type: 'module',
      scripts: { 'test:perf': scripts['test:perf'], 'baseline:update': scripts['baseline:update'] },
    }),
  )
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({ lockfileVersion: 3, requires: true, packages: { '': {} } }),
  )
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', 'loadgate'))
  writeFileSync(join(folder, '.gitignore'), '.loadgate\nnode_modules\n')
  for (const name of [
    'ab.txt',
    'before.txt',
    'after.txt',
    'before-1.txt',
    'before-2.txt',
    'after-1.txt',
    'after-2.txt',
  ])
    copyFileSync(join(root, 'test/fixtures/outputs/ab/c400-gunicorn-sync-w1.stdout'), join(folder, name))
  mkdirSync(join(folder, 'loadgate-report'))
  writeFileSync(join(folder, 'loadgate-report', 'report.json'), reportJson(red))
  for (const { file, report } of split(holding, 2, (title) => (title === HOME ? 1 : 2))) {
    mkdirSync(join(folder, dirname(file)))
    writeFileSync(join(folder, file), reportJson(report))
  }
  writeFileSync(
    join(folder, 'event.json'),
    JSON.stringify({
      workflow_run: {
        head_sha: SHA,
        head_branch: 'topic',
        head_repository: { owner: { login: 'someone' } },
        html_url: 'https://github.com/o/n/actions/runs/5',
        conclusion: 'failure',
      },
    }),
  )
  // A scenario that no spec has any more: history shows it, and no gate compares with it.
  const recorded = baselineOf(['fastify'])
  writeBaseline(join(folder, 'baselines'), { ...recorded, scenario: { ...recorded.scenario, title: 'home page' } })
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], { cwd: folder })
  await git('init', '--quiet')
  await git('add', '.')
  await git('commit', '--quiet', '--message', 'Begin')
  await execa('git', ['init', '--quiet', '--bare', join(folder, '.git', 'origin')])
  await git('remote', 'add', 'origin', join(folder, '.git', 'origin'))
  await git('push', '--quiet', 'origin', 'HEAD:main')
  await git('fetch', '--quiet', 'origin')
  return folder
}

/** The server of all commands, whichever of the two they name: the other one would take as long, and show nothing more. */
const USUAL = 'plain'

test('every other command of the documents works in a reader’s project, one after the other', async () => {
  const folder = await readersProject()
  await using api = await startApi({
    [`GET /repos/o/n/pulls?state=open&head=someone%3Atopic&per_page=100`]: [],
    'POST /repos/o/n/pulls': { number: 1 },
  })
  const env = {
    ...ENVIRONMENT,
    LOADGATE_SERVERS: USUAL,
    TMPDIR: folder,
    VITEST: undefined,
    NODE_ENV: undefined,
    GITHUB_API_URL: api.url,
    GITHUB_REPOSITORY: 'o/n',
    GITHUB_TOKEN: 'secret',
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_REF_NAME: 'main',
  }
  const others = new Set(
    commands
      .filter((command) => !BY_CI.includes(command) && !OF_A_HISTORY.test(command))
      .map((command) => command.replace(/^LOADGATE_SERVERS=(?:fastify|plain) /, '')),
  )
  expect(others.size).toBeGreaterThan(5)
  for (const command of others) {
    // npx would find this program if the package were installed in the project.
    const line = command.replace(/^npx loadgate/, `${process.execPath} ${program}`)
    const { exitCode, all } = await execa('bash', ['-c', line], {
      cwd: folder,
      env,
      preferLocal: true,
      localDir: root,
      reject: false,
      all: true,
      stdin: 'ignore',
    })
    expect(exitCode, `${command}\n${all}`).toBe(0)
  }
})
