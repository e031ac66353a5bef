import { afterAll, expect, onTestFinished, test } from 'vitest'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { launch } from '../../src/server/launch.ts'
import { refuseLeftBehind, whyUnmeasured } from '../../src/server/strangers.ts'
import { fixture, isAlive } from '../server/fixture.ts'

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

async function launched(env: Readonly<Record<string, string>>) {
  const started = await launch(fixture('outside-the-tree', { env, ready: '/pid' }), { watchdog })
  onTestFinished(() => started.stop())
  return { started, worker: Number(started.body) }
}

test('a worker that leaves the tree just after it answered is seen to have left', async () => {
  const { started, worker } = await launched({ HIDDEN: '1' })
  expect(await whyUnmeasured(started)).toEqual({ kind: 'stranger', pid: worker, name: 'node' })
  await started.stop()
  await expect(refuseLeftBehind(started)).resolves.toBeUndefined()
})

test('a server that leaves its worker running is refused, with the number to end it by, and the worker is not ended', async () => {
  const { started, worker } = await launched({ HIDDEN: '1', STAYS: '1' })
  onTestFinished(() => void process.kill(worker))
  await whyUnmeasured(started)
  await started.stop()
  await expect(refuseLeftBehind(started, 0.2)).rejects.toMatchObject({
    code: 'left-behind',
    message: expect.stringMatching(
      new RegExp(
        `^Server "outside-the-tree" leaves process ${worker} \\(node\\) behind: .* End this one with \`kill ${worker}\``,
      ),
    ) as string,
  })
  expect(isAlive(worker)).toBe(true)
})
