import { once } from 'node:events'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { readProc } from '../../../src/host/proc.ts'
import { startWatchdog } from '../../../src/host/watchdog.ts'
import { startNeighbour } from '../../../bench/calibrate/neighbour.ts'
import { isAlive, until } from '../../server/fixture.ts'

const module = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href)

/** CPU seconds of a process so far. */
function cpuOf(pid: number): number {
  return Number(readProc(`${pid}/schedstat`)?.split(' ')[0] ?? 0) / 1e9
}

test.for(['hog', 'burst'] as const)('a %s uses the machine until it is stopped', async (name) => {
  const watchdog = startWatchdog()
  const { pid, stop } = startNeighbour(name, watchdog)
  await until(() => cpuOf(pid ?? 0) > 0.3)
  await stop()
  expect(isAlive(pid ?? 0)).toBe(false)
  await watchdog.close()
})

test('no neighbour is no process', async () => {
  const watchdog = startWatchdog()
  const { pid, stop } = startNeighbour('none', watchdog)
  expect(pid).toBeNull()
  await stop()
  await watchdog.close()
})

test('a neighbour ends by itself when its time is up', async () => {
  const watchdog = startWatchdog()
  const { pid } = startNeighbour('hog', watchdog, 0.2)
  await until(() => !isAlive(pid ?? 0))
  await watchdog.close()
})

test('a neighbour does not outlive a killed calibration', async () => {
  const script = `
    const { startWatchdog } = await import(${module('src/host/watchdog.ts')})
    const { startNeighbour } = await import(${module('bench/calibrate/neighbour.ts')})
    console.log(startNeighbour('hog', startWatchdog()).pid)
    setInterval(() => {}, 1000)`
  const parent = execa(process.execPath, ['--input-type=module', '-e', script], { reject: false })
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(line.toString())
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await until(() => !isAlive(pid))
})
