import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { expect, test, vi } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { leftIn, projectFolder, runGate, specText } from './project-folder.ts'

/** Gates in packages of one repository, wherever Vitest is called. */

vi.setConfig({ testTimeout: 240_000 })

/** Answers where it runs. */
const SERVER = `
  const { createServer } = require('node:http')
  const body = 'in ' + require('node:path').basename(process.cwd())
  const server = createServer((_request, answer) => answer.end(body))
  server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))`

const configOf = (server: string) => `
  import { loadgate } from 'loadgate/config'
  import { defineConfig } from 'vitest/config'
  const define = (name) => ({ name, command: ['node', 'main.cjs'], warmup: 50 })
  export default defineConfig({ test: { projects: [
    { test: { name: 'unit', include: ['*.check.ts'] } },
    loadgate({ servers: [define('${server}')], references: [define('reference')], specs: ['*.perf.ts'], budget: { waves: 3, rounds: 1 } }),
  ] } })`

/** A repository with a gate and a unit test in each of its packages, and nothing but their names in its own configuration. */
function monorepo(packages: readonly string[]): string {
  const folder = projectFolder({ servers: { plain: [] } })
  write(join(folder, 'vitest.config.ts'), `export default { test: { projects: ['packages/*'] } }`)
  for (const name of packages) {
    const inPackage = (file: string) => join(folder, 'packages', name, file)
    write(inPackage('main.cjs'), SERVER)
    write(inPackage('vitest.config.ts'), configOf(`${name}-server`))
    const spec = specText([`${name}-server`]).replace("'small'", `'${name}'`)
    write(inPackage('own.perf.ts'), spec.replace("path: '/'", `path: '/', expect: 'in ${name}'`))
    write(inPackage('one.check.ts'), `import { test } from 'vitest'\ntest('a unit test of ${name}', () => {})`)
  }
  return folder
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function reportOf(folder: string): Report | null {
  const file = join(folder, '.loadgate', 'report.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : null
}

const titlesIn = (report: Report | null) => report?.scenarios.map(({ scenario }) => scenario)

test('two packages with a gate each are measured in one run, each with its own folder, baselines and report', async () => {
  const folder = monorepo(['api', 'web'])
  const { exitCode, output } = await runGate(folder)
  expect([exitCode, output]).toEqual([0, expect.stringContaining('4 passed')])
  expect(await leftIn(folder)).toEqual([])
  for (const name of ['api', 'web']) {
    const report = reportOf(join(folder, 'packages', name))
    expect(titlesIn(report)).toEqual([name])
    const file = expect.stringMatching(new RegExp(`^packages/${name}/baselines/.*/${name}\\.json$`)) as string
    expect(report?.written).toEqual([file])
    expect(existsSync(join(folder, report?.written[0] ?? 'none'))).toBe(true)
  }
  expect([existsSync(join(folder, '.loadgate')), existsSync(join(folder, 'baselines'))]).toEqual([false, false])
  // LOADGATE_SERVERS may name the server of one of them; the other then has nothing to do, which is no failure.
  const narrowed = await runGate(folder, { LOADGATE_SERVERS: 'web-server' })
  const [api, web] = ['api', 'web'].map((name) => titlesIn(reportOf(join(folder, 'packages', name))))
  expect([narrowed.exitCode, api, web]).toEqual([0, undefined, ['web']])
})

test('the gate of a package is the same when Vitest is called in the package, or in a folder of it', async () => {
  const folder = monorepo(['api'])
  const own = join(folder, 'packages', 'api')
  const inside = await runGate(own, { TMPDIR: folder }, ['--project', 'perf'])
  expect([inside.exitCode, inside.report?.written]).toEqual([0, [expect.stringMatching(/^baselines\//)]])
  mkdirSync(join(own, 'src'))
  const below = await runGate(join(own, 'src'), { TMPDIR: folder }, ['--root', '..', '--project', 'perf'])
  expect([below.exitCode, titlesIn(reportOf(own)), existsSync(join(own, 'src', '.loadgate'))]).toEqual([
    0,
    ['api'],
    false,
  ])
  expect(below.output).not.toMatch(/^new /m)
})

test('a gate in a package is compared with the same package of another commit, where its build is made, too', async () => {
  const folder = monorepo(['api', 'web'])
  const api = join(folder, 'packages', 'api')
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=A Person', '-c', 'user.email=person@example.org', ...args], { cwd: folder })
  // What git does not hold: without the build, there is nothing to start.
  write(join(folder, '.gitignore'), 'dist/\n.loadgate/\nbaselines/\nloadgate*\n')
  write(join(api, 'build.cjs'), `require('node:fs').cpSync('main.cjs', 'dist/main.cjs')`)
  const built = `'dist/main.cjs'], build: ['node', 'build.cjs'], warmup: 50`
  write(join(api, 'vitest.config.ts'), configOf('api-server').replace(`'main.cjs'], warmup: 50`, built))
  await git('init', '--quiet', '-b', 'main')
  await git('add', '--all')
  await git('commit', '--quiet', '-m', 'base')
  write(join(api, 'main.cjs'), `// changed\n${SERVER}`)
  const { exitCode, output } = await runGate(folder, { LOADGATE_AGAINST: 'main', LOADGATE_SERVERS: 'api-server' })
  const report = reportOf(api)
  expect([exitCode, output]).toEqual([
    0,
    expect.stringContaining('api-server in the base: `build` runs `node build.cjs`'),
  ])
  expect(report).toMatchObject({ mode: 'ab', against: { ref: 'main', head: { dirty: true } } })
  expect(report?.servers.find(({ server }) => server === 'api-server')?.launches).toBeGreaterThan(2)
  expect(report?.verdicts.filter(({ verdict }) => verdict === 'invalid')).toEqual([])
  expect(await leftIn(folder)).toEqual([])
})
