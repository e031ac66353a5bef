import { expect, onTestFinished, test } from 'vitest'
import { openDrivers } from '../../src/load/drivers.ts'
import { noFailures } from '../../src/model/measurement.ts'
import { hasEnded } from '../fixtures/load/alive.ts'
import { listen } from '../fixtures/load/listen.ts'
import { target } from '../fixtures/load/target.ts'

test('a generator is started once, and again after it was killed', async () => {
  await using server = await listen((_request, response) => response.end('hello'))
  const pids: number[] = []
  const drivers = openDrivers((pid) => pids.push(pid))
  onTestFinished(() => drivers.close())
  const first = await drivers.named('undici')
  expect(await drivers.named('undici')).toBe(first)
  process.kill(first.pid, 'SIGKILL')
  await expect(first.run(target(server.origin), { leadIn: 0, seconds: 60 })).rejects.toThrow('signal SIGKILL')
  await hasEnded(first.pid)
  const second = await drivers.named('undici')
  expect(pids).toEqual([first.pid, second.pid])
  const load = await second.run(target(server.origin), { requests: 20, within: 10 })
  expect(load).toMatchObject({ requests: 20, failures: noFailures })
})
