import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { leftIn, processesIn, projectFolder, startGate } from './project-folder.ts'

/** A gate in the middle of a measurement, whose server has a grandchild in a session of its own. */
async function underWay() {
  const folder = projectFolder({
    servers: { plain: ['child'], second: [] },
    gate: { budget: { waves: 40, seconds: 300 } },
  })
  const gate = startGate(folder)
  let output = ''
  gate.all.on('data', (chunk: Buffer) => (output += chunk.toString()))
  for (let look = 0; look < 600 && !output.includes('measuring'); look += 1) await delay(50)
  await delay(1000)
  const running = processesIn(folder).join('\n')
  expect(running).toContain('sleep 600')
  expect(running).toContain('fixtures/gate/server.ts')
  return { folder, gate }
}

test.for(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  'a gate that gets %s leaves no process',
  async (signal) => {
    const { folder, gate } = await underWay()
    gate.kill(signal)
    expect((await gate).exitCode).not.toBe(0)
    expect(await leftIn(folder)).toEqual([])
  },
)

test('a gate whose worker is killed fails for that, and leaves no process', async () => {
  const { folder, gate } = await underWay()
  const [worker] = processesIn(folder).filter((process) => process.includes('vitest/dist/workers/'))
  process.kill(Number.parseInt(worker ?? '', 10), 'SIGKILL')
  expect((await gate).exitCode).toBe(1)
  expect(await leftIn(folder)).toEqual([])
})

test('a set-up that fails at the second server leaves neither it nor the first one', async () => {
  const folder = projectFolder({
    servers: { plain: ['child'], broken: ['child', 'body=other'] },
    definition: { alike: 'page' },
  })
  expect((await startGate(folder)).exitCode).toBe(1)
  expect(await leftIn(folder)).toEqual([])
})
