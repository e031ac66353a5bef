import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { WatchTask } from '../../src/trace/watcher.ts'
import { wait, watched } from '../where/watched.ts'
import { scriptedGate } from './scripted.ts'

test('a run that is red by time says what its requests wait for, under the load of its scenario', async () => {
  const record = await scriptedGate({ servers: { api: {} } })
  await record.hold('api')
  const recorded = await record.conclude()
  // It would check out this repository.
  for (const file of recorded!.written)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"commit": "[0-9a-f]+"/, '"commit": null'))
  const tasks: WatchTask[] = []
  const { hold, conclude } = await scriptedGate({
    servers: { api: { cost: 5 } },
    folder: record.folder,
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
