import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Driver } from '../../src/load/driver.ts'
import { busiestSince, takeCensus, usagesOf, type Belonging } from '../../src/measure/neighbours.ts'
import { cpuBetweenAll, usage } from '../../src/host/usage.ts'
import { processLine } from '../../src/host/proc.ts'
import { until } from '../server/fixture.ts'

const nobody: Belonging = { driver: { pid: process.pid } as Driver, launches: [] }
const NAME = `busy-${process.pid}`
const pids: number[] = []

/** Two processes that never rest, and that are nobody's children. */
beforeAll(async () => {
  const loop = `(exec -a ${NAME} bash -c 'while :; do :; done') & echo $!`
  const shell = spawn('bash', ['-c', `${loop}; ${loop}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  shell.stdout.on('data', (chunk: Buffer) => pids.push(...chunk.toString().trim().split('\n').map(Number)))
  await until(() => pids.length === 2 && pids.every((pid) => processLine(pid)?.parent !== shell.pid))
})
afterAll(() => pids.forEach((pid) => process.kill(pid, 'SIGKILL')))

/** Long enough for the scheduler to give both of them some of the CPU, whoever else is there. */
async function burnt(): Promise<void> {
  const from = pids.map((pid) => processLine(pid)?.cpu ?? 0)
  await until(() => pids.every((pid, index) => (processLine(pid)?.cpu ?? 0) > (from[index] ?? 0) + 0.2))
}

test('what belongs to the run is no neighbour, and its CPU is known', async () => {
  const belonging = { ...nobody, launches: pids.map((pid) => ({ usage: () => usage(pid) })) }
  const [census, before] = [takeCensus(), usagesOf(belonging)]
  await burnt()
  expect(busiestSince(census, belonging)?.name).not.toBe(NAME)
  expect(cpuBetweenAll(before, usagesOf(belonging))).toBeGreaterThan(0.38)
})
