import { expect, test, vi, type TestContext } from 'vitest'
import { leftIn, processesIn, projectFolder, startGate } from './project-folder.ts'

vi.setConfig({ testTimeout: 240_000 })

/** A gate that is measuring: its load generator runs, and its server with a grandchild in a session of its own. */
async function underWay(context: TestContext) {
  const folder = projectFolder(
    { servers: { plain: ['child'], second: [] }, gate: { budget: { waves: 40, seconds: 300 } } },
    context.onTestFinished,
  )
  const gate = startGate(folder)
  const isRunning = (program: string) => processesIn(folder).some((process) => process.includes(program))
  await expect
    .poll(() => ['generator-process', 'fixtures/gate/server.cjs', 'sleep 600'].filter((one) => !isRunning(one)), {
      timeout: 150_000,
    })
    .toEqual([])
  return { folder, gate }
}

test.concurrent.for(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  'a gate that gets %s leaves no process',
  async (signal, context) => {
    const { folder, gate } = await underWay(context)
    gate.kill(signal)
    expect((await gate).exitCode).not.toBe(0)
    expect(await leftIn(folder)).toEqual([])
  },
)

test.concurrent('a gate whose worker is killed fails for that, and leaves no process', async (context) => {
  const { folder, gate } = await underWay(context)
  const [worker] = processesIn(folder).filter((process) => process.includes('vitest/dist/workers/'))
  process.kill(Number.parseInt(worker ?? '', 10), 'SIGKILL')
  expect((await gate).exitCode).toBe(1)
  expect(await leftIn(folder)).toEqual([])
})

test.concurrent('a set-up that fails at the second server leaves neither it nor the first one', async ({
  onTestFinished,
}) => {
  const folder = projectFolder(
    { servers: { plain: ['child'], broken: ['child', 'body=other'] }, definition: { alike: 'page' } },
    onTestFinished,
  )
  expect((await startGate(folder)).exitCode).toBe(1)
  expect(await leftIn(folder)).toEqual([])
})
