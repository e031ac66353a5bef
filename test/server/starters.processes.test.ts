import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { cpuBetween } from '../../src/host/usage.ts'
import { serverSchema, type ServerOptions } from '../../src/model/server.ts'
import { launch, type Launch } from '../../src/server/launch.ts'
import { run, whyOffline } from '../package/pack.ts'
import { isAlive, processesMarked, programOf, until } from './fixture.ts'

/** Programs that start a server for somebody: it is found, what it uses is known or said not to be, and nothing of it is left. */

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

const TSX = 'tsx@4.23.15'

/** Why they cannot be tried here; null when they can. */
const offline = await whyOffline()
const noUv = (await run(['uv', '--version'], tmpdir())).exitCode === 0 ? null : 'there is no uv here'

function folderFor(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-starter-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** The definition of a server that a starter starts, marked so that all that comes of it is found. */
function definition(command: readonly string[], options: Partial<ServerOptions> = {}) {
  const env = { MARK: randomUUID(), ...options.env }
  return serverSchema.parse({ name: 'started', ...options, command: [...command], env })
}

async function launched(server: ReturnType<typeof definition>): Promise<Launch> {
  const started = await launch(server, { watchdog })
  onTestFinished(() => started.stop())
  started.look()
  return started
}

const allAlive = (pids: readonly number[]) => pids.filter(isAlive)

/** CPU seconds that are seen from outside while the server burns a third of a second. */
async function burnt({ usage, origin }: Launch): Promise<number> {
  const before = usage()!
  await (await fetch(`${origin}/main`)).text()
  return cpuBetween(before, usage()!)
}

/** Ends a gate that holds such a launch. */
async function killGate(server: object, signal: NodeJS.Signals): Promise<void> {
  const gate = spawn(process.execPath, [programOf('holds-wrapper'), JSON.stringify(server)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(gate.stdout, 'data')
  gate.kill(signal)
}

describe.each([
  ['tsx', offline, ['npx', '--yes', TSX, programOf('burns')]],
  ['uv run', noUv, ['uv', 'run', '--no-project', 'python3', '-m', 'http.server', '--bind', '127.0.0.1', '{port}']],
] as const)('%s', (_name, reason, command) => {
  test.skipIf(reason !== null)(
    `has its server found and its memory counted, and ends with all of it${reason ? ` (${reason})` : ''}`,
    async () => {
      const server = definition(command)
      const started = await launched(server)
      expect(started.unmeasured()).toBeNull()
      expect(started.usage()?.pids.length).toBeGreaterThan(1)
      expect(started.usage()?.memory).toBeGreaterThan(10e6)
      await started.stop()
      expect(processesMarked(server.env['MARK'])).toEqual([])
    },
  )
})

const socketIn = (folder: string) => ({ KEEPER: join(folder, 'socket') })

describe('a daemon that keeps programs alive, as pm2 does', () => {
  const keeper = programOf('keeps-apps')
  const command = ['node', keeper, 'start', programOf('burns')]

  test('is the server’s where the command started it: what it keeps is counted, and nothing is left', async () => {
    const server = definition(command, { env: socketIn(folderFor()) })
    const started = await launched(server)
    expect(started.unmeasured()).toBeNull()
    expect(await burnt(started)).toBeGreaterThan(0.3)
    await started.stop()
    expect(processesMarked(server.env['MARK'])).toEqual([])
  })

  test('stays where it ran before: what it started for the command is counted and ended, and not it', async () => {
    const env = socketIn(folderFor())
    const daemon = spawn(process.execPath, [keeper, 'daemon'], { env: { ...process.env, ...env }, stdio: 'ignore' })
    onTestFinished(() => void daemon.kill('SIGKILL'))
    await until(() => existsSync(env.KEEPER))
    const after = { command: ['node', keeper, 'delete'], each: 'launch' as const }
    const server = definition(command, { env, after })
    const started = await launched(server)
    expect(started.unmeasured()).toBeNull()
    expect(await burnt(started)).toBeGreaterThan(0.3)
    await started.stop()
    expect(processesMarked(server.env['MARK'])).toEqual([])
    expect(allAlive([daemon.pid!])).toEqual([daemon.pid])
  })

  test.each(['SIGKILL', 'SIGTERM'] as const)('ends with a gate that gets %s', async (signal) => {
    const server = definition(command, { env: socketIn(folderFor()) })
    await killGate({ ...server, ready: '/' }, signal)
    await until(() => processesMarked(server.env['MARK']).length === 0)
  })
})

/** `docker` is found first on the PATH, and has one image. */
function container(): ReturnType<typeof definition> {
  const folder = folderFor()
  for (const name of ['burns', 'burns-child']) copyFileSync(programOf(name), join(folder, `${name}.ts`))
  const PATH = [dirname(programOf('burns')), dirname(process.execPath), process.env['PATH']].join(delimiter)
  return definition(['docker', 'run', '--name', 'perf-{port}', '-p', '127.0.0.1:{port}:8080', 'burns.ts'], {
    env: { PATH, IMAGES: folder },
    after: { command: ['docker', 'rm', '--force', 'perf-{port}'], each: 'launch' },
  })
}

describe('a container, which a daemon starts with none of our variables, as `docker run` does', () => {
  test('is found at its port, is not taken for a neighbour, and is ended by its command', async () => {
    const server = container()
    const started = await launched(server)
    expect(started.unmeasured()).toMatchObject({ kind: 'stranger', name: 'node' })
    expect(await burnt(started)).toBeGreaterThan(0.3)
    await started.stop()
    expect(await started.leftBehind(20)).toBeNull()
    expect(processesMarked(server.env['MARK'])).toEqual([])
  })

  test.each(['SIGKILL', 'SIGTERM'] as const)('is ended by `after` when the gate gets %s', async (signal) => {
    const server = container()
    await killGate({ ...server, ready: '/' }, signal)
    await until(() => processesMarked(server.env['MARK']).length === 0)
  })
})
