import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import type { WatchTask } from '../../src/trace/watcher.ts'
import { wait, watched } from '../where/watched.ts'
import { scriptedGate } from './scripted.ts'

/** A gate's folder with what a first run of `api` recorded, outside of git: it would check out this repository. */
async function recordedFolder(): Promise<string> {
  const record = await scriptedGate({ servers: { api: {} } })
  await record.hold('api')
  const recorded = await record.conclude()
  for (const file of recorded!.written)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"commit": "[0-9a-f]+"/, '"commit": null'))
  return record.folder
}

test('a run that is red by time says what its requests wait for, under the load of its scenario', async () => {
  const tasks: WatchTask[] = []
  const { hold, conclude } = await scriptedGate({
    servers: { api: { cost: 5 } },
    folder: await recordedFolder(),
    env: { LOADGATE_EXPLAIN: 'red' },
    watch: async (task) => {
      tasks.push(task)
      const traced = { requests: 100, slowdown: 1, waits: [wait('Timeout', 5)] }
      return { ...watched({ latency: 0.006, traced }), notes: ['Strange.'] }
    },
  })
  const { verdicts } = await hold('api')
  expect(verdicts.some(({ verdict }) => verdict === 'regressed')).toBe(true)
  const report = await conclude(false)
  expect(tasks.map(({ server, scenario, driver }) => [server.name, scenario.load, driver.id])).toEqual([
    ['api', { connections: 2 }, 'autocannon'],
  ])
  expect(report?.waiting).toMatchObject([
    {
      scenario: 'small',
      server: 'api',
      before: null,
      instructionsHold: null,
      notes: [expect.stringContaining('outside of git, so these are its waits of today alone'), 'Strange.'],
      latency: { before: null, now: 0.006 },
      waits: [{ kind: 'timer', detail: 'setTimeout', now: 0.005 }],
    },
  ])
})

test('a run that ends while it explains has left its report, without what would have been explained', async () => {
  const { hold, conclude, folder } = await scriptedGate({
    servers: { api: { cost: 5 } },
    folder: await recordedFolder(),
    env: { LOADGATE_EXPLAIN: 'red' },
    watch: () => Promise.reject(new Error('interrupted')),
  })
  await hold('api')
  await expect(conclude(false)).rejects.toThrow('interrupted')
  const left = JSON.parse(readFileSync(join(folder, 'scratch', 'report.json'), 'utf8')) as Report
  expect(left.verdicts).toContainEqual(expect.objectContaining({ server: 'api', verdict: 'regressed' }))
  expect([left.where, left.waiting]).toEqual([undefined, undefined])
})
