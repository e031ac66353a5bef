import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openCounter } from '../../src/count/counter.ts'
import { countingServer } from '../../src/count/command.ts'
import { FLAGS } from '../../src/count/method.ts'
import { rehearsed } from '../../src/count/rehearsal.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { serverSchema, type Server } from '../../src/model/server.ts'
import { launch } from '../../src/server/launch.ts'
import { median } from '../../src/stats/summary.ts'
import { blockCounts } from '../../src/verdict/count-values.ts'
import { processesMarked } from '../server/fixture.ts'
import { counted, letOthersFirst, programOf, reason, request, valgrind } from './fixture.ts'

letOthersFirst()

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

let code: string
beforeEach(() => {
  code = mkdtempSync(join(tmpdir(), 'loadgate-rehearsal-'))
  return () => rmSync(code, { recursive: true })
})

async function rehearse(server: Server): Promise<string> {
  const launched = await launch(rehearsed(server, code), { watchdog })
  await launched.stop()
  expect(processesMarked(server.env['MARK'])).toEqual([])
  return launched.output()
}

/** Whether a Node with the flags of a count takes what was kept of a program, as it says itself. */
function isKept(program: string): boolean {
  const script = `require(${JSON.stringify(program)}); process.exit()`
  const env = { ...process.env, PORT: '0', NODE_COMPILE_CACHE: code, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' }
  const { stderr } = spawnSync(process.execPath, [...FLAGS, '-e', script], { env, encoding: 'utf8' })
  return stderr.includes(`cache for CommonJS ${program} was accepted`)
}

describe('what Node compiled is kept', () => {
  test('where a signal ends it', async () => {
    expect(isKept(programOf('works'))).toBe(false)
    await rehearse(counted('works'))
    expect(isKept(programOf('works'))).toBe(true)
  })

  test('of workers that their cluster kills, too', async () => {
    await rehearse(counted('kills-workers'))
    expect(isKept(programOf('kills-workers-worker'))).toBe(true)
  })

  test('where something else starts Node', async () => {
    const command = ['sh', '-c', `node ${programOf('works')} & wait`]
    await rehearse(counted('works', [], { command }))
    expect(isKept(programOf('works'))).toBe(true)
  })
})

test('a server that ends by itself when it is told to is left to it', async () => {
  expect(await rehearse(counted('ends-by-itself'))).toContain('everything is in order')
})

test('a Node that may read no file of ours is started as it is', async () => {
  const works = programOf('works')
  await rehearse(counted('works', [], { command: ['node', '--permission', `--allow-fs-read=${works}`, works] }))
})

test('a launch that is counted takes it, unless the server has a folder of its own', () => {
  expect(countingServer(counted('works'), '/folder', { code }).env).toMatchObject({ NODE_COMPILE_CACHE: code })
  const server = serverSchema.parse({ name: 'one', command: ['node', 'main.js'], env: { NODE_COMPILE_CACHE: '/own' } })
  for (const started of [rehearsed(server, code), countingServer(server, '/folder', { code })])
    expect(started.env).toMatchObject({ NODE_COMPILE_CACHE: '/own' })
})

test('Python has nothing to keep, and is started as it is', () => {
  const server = serverSchema.parse({ name: 'one', command: ['gunicorn', 'app:app'], python: 'requirements.txt' })
  expect(rehearsed(server, code)).toBe(server)
  expect(countingServer(server, '/folder', { code }).env).not.toHaveProperty('NODE_COMPILE_CACHE')
})

describe.skipIf(valgrind === '')(`under valgrind${reason}`, { timeout: 120_000 }, () => {
  const plan = { warmup: 50, block: 5e6, fewest: 6, most: 10 }

  test('it changes no count', async () => {
    const server = counted('works', ['20000'])
    await rehearse(server)
    const values = await Promise.all(
      [undefined, code].map(async (folder) => {
        const care = { watchdog, signal: new AbortController().signal }
        const counter = openCounter({ ...care, valgrind, plan, ...(folder ? { code: folder } : {}) })
        const outcome = await counter.count({ server, side: 'head', asking: { request: request() }, launches: 1 })
        if ('notCounted' in outcome) throw new Error(outcome.notCounted)
        return outcome.launches.flatMap(blockCounts)
      }),
    )
    const [alone = 0, after = 0] = values.map(median)
    expect(alone).toBeGreaterThan(100_000)
    expect(Math.abs(after / alone - 1)).toBeLessThan(0.002)
  })
})
