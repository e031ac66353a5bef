import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { onTestFinished, type TestContext } from 'vitest'
import { thisMachine } from '../../src/host/machine.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import { writeBaseline } from '../../src/baseline/store.ts'
import type { Report } from '../../src/model/report.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = fileURLToPath(new URL('../fixtures/gate/server.cjs', import.meta.url))

/** Below the repository, so that `loadgate` and `vitest` resolve as they do for the showcase. */
const scratch = join(root, '.loadgate', 'test')

export type ProjectOptions = {
  /** By name, what the fixture server is ordered to do wrong. */
  readonly servers: Readonly<Record<string, readonly string[]>>
  /** Fields of every server's definition (not the reference's), and of the gate. */
  readonly definition?: object
  readonly gate?: object
  /** The text of the spec; by default one scenario with all servers. */
  readonly spec?: string
  /** Servers with a baseline that says they cost what the reference costs. */
  readonly baseline?: readonly string[]
  /** Of the folder; a made-up one without it. */
  readonly name?: string
}

/**
 * A project of a user's, written to disk until the test ends; its folder is also its TMPDIR, so that its lock is its own. A test
 * among concurrent ones hands over its own `atEnd`.
 */
export function projectFolder(options: ProjectOptions, atEnd: TestContext['onTestFinished'] = onTestFinished): string {
  mkdirSync(scratch, { recursive: true })
  const home = mkdtempSync(join(scratch, 'project-'))
  const folder = options.name ? join(home, options.name) : home
  mkdirSync(folder, { recursive: true })
  atEnd(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))
  writeFileSync(join(folder, 'vitest.config.ts'), configText(options))
  writeFileSync(join(folder, 'gate.perf.ts'), options.spec ?? specText(Object.keys(options.servers)))
  if (options.baseline) writeBaseline(join(folder, 'baselines'), baselineOf(options.baseline))
  return folder
}

const define = (name: string, orders: readonly string[]) => ({
  name,
  command: ['node', program, ...orders],
  warmup: 50,
})

export function configText({ servers, definition, gate }: ProjectOptions): string {
  const options = {
    servers: Object.entries(servers).map(([name, orders]) => Object.assign(define(name, orders), definition)),
    references: [define('reference', [])],
    specs: ['*.perf.ts'],
    budget: { waves: 3, rounds: 5 },
    ...gate,
  }
  return `
    import { loadgate } from 'loadgate/config'
    import { defineConfig } from 'vitest/config'
    export default defineConfig({ test: { projects: [loadgate(${JSON.stringify(options)})] } })`
}

export function specText(servers: readonly string[], more = ''): string {
  return `
    import { scenario } from 'loadgate'
    import { expect, test } from 'vitest'
    const small = scenario('small', { servers: ${JSON.stringify(servers)}, request: { path: '/' }, load: { connections: 2 }${more} })
    test.for(small.servers)('%s holds its baseline', (server) => { expect(small.run(server)).toHoldBaseline() })`
}

const around = (value: number) => ({
  typical: 1,
  launches: Array.from({ length: 20 }, (_, index) => value * (1 + (index - 9.5) / 500)),
})

/** Ample latencies and memory, so that only what a test orders is ever suspected. */
const SERVER_METRICS = {
  throughput: around(1),
  cpuPerRequest: around(1),
  latencyP50: around(4),
  latencyP90: around(8),
  latencyP95: around(20),
  latencyP99: around(40),
  memory: around(1e9),
  failedRequests: around(0),
}

/** At two connections a request takes half a median latency; other than that, it would be a witness of a machine that changed. */
const REFERENCE_METRICS = { ...SERVER_METRICS, latencyP50: around(2) }

/** Twenty launches within 2 % of the reference. */
export function baselineOf(servers: readonly string[]): Baseline {
  const recorded = { at: '2026-11-20T12:00:00.000Z', commit: null, dirty: false, waves: 20 }
  return {
    $schema: '../../schema/baseline.json',
    version: 2,
    scenario: {
      title: 'small',
      request: { path: '/', method: 'GET', headers: {} },
      load: { connections: 2 },
      driver: 'autocannon 9.0.0',
    },
    machine: thisMachine(),
    references: { reference: { runtime: 'plain', warmup: 50, metrics: REFERENCE_METRICS } },
    servers: Object.fromEntries(
      servers.map((name) => [name, { recorded, runtime: 'plain', warmup: 50, metrics: SERVER_METRICS }]),
    ),
  }
}

/**
 * Wide on purpose: tests run beside each other, and what is asked here is not how fast something is. Counting takes a
 * minute, and has tests of its own.
 */
export const ENVIRONMENT = {
  LOADGATE_BUSY: 'measure',
  LOADGATE_COUNT: 'off',
  LOADGATE_EXPLAIN: 'off',
  CI: '',
  GITHUB_ACTIONS: '',
  GITHUB_STEP_SUMMARY: '',
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
}

export function startGate(folder: string, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []) {
  return execa('vitest', ['run', ...args], {
    cwd: folder,
    preferLocal: true,
    localDir: root,
    env: { ...ENVIRONMENT, TMPDIR: folder, VITEST: undefined, NODE_ENV: undefined, ...env },
    reject: false,
    all: true,
    stdin: 'ignore',
  })
}

export async function runGate(
  folder: string,
  env: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
) {
  const { exitCode, all } = await startGate(folder, env, args)
  return { exitCode, output: all, report: reportIn(folder) }
}

function reportIn(folder: string): Report | null {
  try {
    return JSON.parse(readFileSync(join(folder, '.loadgate', 'report.json'), 'utf8')) as Report
  } catch {
    return null
  }
}

/** Living processes that were started from the folder: found without the code under test. */
export function processesIn(folder: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      if (!readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)) return []
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      return command === '' ? [] : [`${pid} ${command}`]
    } catch {
      return []
    }
  })
}

/** Looks until there is none left, for at most 20 s; gives what is left. */
export async function leftIn(folder: string): Promise<string[]> {
  for (let look = 0; look < 200 && processesIn(folder).length > 0; look += 1) await delay(100)
  return processesIn(folder)
}
