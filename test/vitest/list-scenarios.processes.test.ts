import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWatchdog, type Watchdog } from '../../src/host/watchdog.ts'
import { listScenarios } from '../../src/vitest/list-scenarios.ts'
import { processesIn, projectFolder, specText } from './project-folder.ts'

let watchdog: Watchdog

beforeAll(() => void (watchdog = startWatchdog()))
afterAll(() => watchdog.close())

const list = (cwd: string, env = {}) => listScenarios({ cwd, env }, { watchdog, signal: new AbortController().signal })

const servers = { a: [], b: [] }

test('the gates of a configuration and what their specs declare, without starting a server or a test', async () => {
  const spec = `${specText(['a', 'b'], ', tolerance: 0.05')}
    import { writeFileSync } from 'node:fs'
    const token = process.env.SPEC_TOKEN
    scenario('other', { servers: ['b'], request: { path: '/other', headers: { authorization: token } }, load: { connections: 1 } })
    test('writes', () => writeFileSync('written', ''))`
  const folder = projectFolder({ servers, spec, gate: { name: 'perf' } })
  const [gate, ...others] = await list(folder, { SPEC_TOKEN: 'secret of the environment' })
  expect(others).toEqual([])
  expect([gate!.root, gate!.name, gate!.project.servers.map(({ name }) => name)]).toEqual([folder, 'perf', ['a', 'b']])
  expect(gate!.scenarios.map(({ title, tolerance, servers: names }) => [title, tolerance, names])).toEqual([
    ['small', 0.05, ['a', 'b']],
    ['other', undefined, ['b']],
  ])
  expect(gate!.scenarios[1]!.request!.headers).toEqual({ authorization: 'secret of the environment' })
  expect([existsSync(join(folder, 'written')), existsSync(join(folder, '.loadgate'))]).toEqual([false, false])
  expect(processesIn(folder)).toEqual([])
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`loadgate-list-${process.pid}`))).toEqual([])
})

test('a spec that cannot be imported is quoted', async () => {
  const broken = projectFolder({
    servers,
    spec: `import { scenario } from 'loadgate'\nscenario('home', { servers: ['c'] })`,
  })
  await expect(list(broken)).rejects.toThrow(
    /^The scenarios of the specs could not be read.*exit code 1.*scenario "home": `load`/s,
  )
  const stranger = projectFolder({ servers, spec: specText(['c']) })
  await expect(list(stranger)).rejects.toThrow(/"c".*a, b/)
})

test('a configuration without a gate has none', async () => {
  const folder = projectFolder({ servers })
  writeFileSync(join(folder, 'vitest.config.ts'), 'export default { test: { include: [] } }')
  expect(await list(folder)).toEqual([])
})
