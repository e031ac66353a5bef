import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blockCounts } from '../../src/verdict/count-values.ts'
import { openCounter } from '../../src/count/counter.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import type { Server } from '../../src/model/server.ts'
import { median } from '../../src/stats/summary.ts'
import { processesMarked } from '../server/fixture.ts'
import { counted, letOthersFirst, programOf, reason, request, valgrind } from './fixture.ts'

letOthersFirst()

const watchdog = startWatchdog()
const cwd = mkdtempSync(join(tmpdir(), 'loadgate-wrapped-'))
afterAll(() => {
  rmSync(cwd, { recursive: true })
  return watchdog.close()
})

/** Enough that what Node itself does for a request is little beside it. */
const WORK = [programOf('works'), '40000'] as const
const node = ['node', ...WORK].join(' ')

const plan = { warmup: 50, block: 5e6, fewest: 6, most: 10 }
const counter = openCounter({ watchdog, signal: new AbortController().signal, valgrind, plan })

const wrapped = (command: readonly string[]): Server => counted('works', [], { command: [...command], cwd })

/** Of one launch: instructions per request, and the largest and the smallest block beside their median. */
async function count(server: Server): Promise<{ readonly each: number; readonly spread: number }> {
  const outcome = await counter.count({ server, side: 'head', asking: { request: request() }, launches: 1 })
  if ('notCounted' in outcome) throw new Error(outcome.notCounted)
  const blocks = outcome.launches.flatMap((launch) => blockCounts(launch))
  const each = median(blocks)
  return { each, spread: (Math.max(...blocks) - Math.min(...blocks)) / each }
}

describe.skipIf(valgrind === '')(`under valgrind${reason}`, { timeout: 300_000 }, () => {
  let alone: number
  beforeAll(async () => {
    alone = (await count(wrapped(['node', ...WORK]))).each
  }, 300_000)

  test.for([
    ['npm start', ['npm', 'start']],
    ['a shell and the program of a package', ['sh', '-c', `${programOf('starts-node')} ${WORK.join(' ')} & wait`]],
  ] as const)('Node behind %s counts what it counts alone, and nothing is left', async ([, command]) => {
    writeFileSync(join(cwd, 'package.json'), JSON.stringify({ name: 'app', scripts: { start: node } }))
    const server = wrapped(command)
    const { each, spread } = await count(server)
    expect(Math.abs(each / alone - 1)).toBeLessThan(0.02)
    expect(spread).toBeLessThan(0.05)
    expect(processesMarked(server.env['MARK'])).toEqual([])
  })
})
