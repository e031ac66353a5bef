import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type Launch } from '../../src/server/launch.ts'
import { cpuBetween, cpuBetweenAll, joinUsage, usage, type Usage } from '../../src/host/usage.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { fixture } from '../server/fixture.ts'

const watchdog = startWatchdog()
let burner: Launch
beforeAll(async () => {
  burner = await launch(fixture('burns'), { watchdog })
})
afterAll(async () => {
  await burner.stop()
  await watchdog.close()
})

type Told = { readonly cpu: number; readonly child: number | null; readonly ballast: number }
type Burnt = {
  readonly before: Usage
  readonly after: Usage
  readonly used: number
  readonly own: number
  readonly told: Told
}

const ask = async (where: string) => (await (await fetch(burner.origin + where)).json()) as Told

/** Two thirds of a CPU second, seen from outside (`used`, the whole tree) and by the process itself (`own`, without children). */
async function burn(where: string): Promise<Burnt> {
  const { cpu } = await ask('/')
  const before = burner.usage()!
  await ask(where)
  await ask(where)
  const told = await ask('/')
  const after = burner.usage()!
  return { before, after, used: cpuBetween(before, after), own: told.cpu - cpu, told }
}

test.each(['/main', '/thread'])('CPU burnt on %s is what the process itself says', async (where) => {
  const { used, own, before, after } = await burn(where)
  expect(own).toBeGreaterThan(0.66)
  expect(used / own).toBeGreaterThan(0.8)
  expect(used / own).toBeLessThan(1.2)
  expect(after.at - before.at).toBeGreaterThan(0)
})

test('CPU burnt in a child is seen, and so is the child', async () => {
  await ask('/child')
  const { used, own, after, told } = await burn('/child')
  expect(after.pids).toEqual([burner.pid, told.child])
  expect(used - own).toBeGreaterThan(0.666 * 0.8)
  expect(used - own).toBeLessThan(0.666 * 1.2)
})

test('CPU burnt in children that have ended is kept', async () => {
  const { used, own, before, after } = await burn('/ended-child')
  expect(after.pids).toEqual(before.pids)
  expect(used - own).toBeGreaterThan(0.666 * 0.8)
})

const reading = (threads: number, total: number): Usage => ({ at: 0, threads, total, memory: 0, pids: [1] })

test('the exact count is taken, and the coarse one only when it shows that threads have ended', () => {
  expect(cpuBetween(reading(1.0001, 1.5), reading(1.6004, 2.11))).toBeCloseTo(0.6003, 9)
  expect(cpuBetween(reading(1.0001, 1.5), reading(1.1, 2.11))).toBeCloseTo(0.61, 9)
})

test('threads that ended take more with them than the others used: the coarse count, and never less than nothing', () => {
  expect(cpuBetween(reading(1.005, 1.5), reading(1.001, 1.51))).toBeCloseTo(0.01, 9)
  expect(cpuBetween(reading(1.005, 1.5), reading(1.001, 1.5))).toBe(0)
  expect(cpuBetween(reading(1.005, 1.5), reading(1.001, 1.4))).toBe(0)
})

const tree = (pid: number, threads: number): Usage => ({ ...reading(threads, threads), memory: 10, pids: [pid] })

test('of several trees, each is held against itself: one that is gone takes nothing from the others', () => {
  const before = joinUsage([tree(1, 1), tree(2, 50)])!
  expect(before).toMatchObject({ threads: 51, memory: 20, pids: [1, 2] })
  expect(cpuBetween(before, joinUsage([tree(1, 1.5), tree(2, 50.25)])!)).toBeCloseTo(0.75, 9)
  expect(cpuBetween(before, tree(1, 1.5))).toBeCloseTo(0.5, 9)
  expect(cpuBetween(tree(1, 1), joinUsage([tree(1, 1.5), tree(3, 2)])!)).toBeCloseTo(0.5, 9)
})

test('of a list, too, what is gone or new adds nothing, and each is compared tree by tree', () => {
  const before = [tree(1, 1), joinUsage([tree(2, 5), tree(3, 50)])!]
  expect(cpuBetweenAll(before, [joinUsage([tree(2, 5.25), tree(4, 9)])!, tree(5, 7)])).toBeCloseTo(0.25, 9)
  expect(cpuBetweenAll(before, [])).toBe(0)
})

test('memory is unknown where that of one tree is', () => {
  expect(joinUsage([reading(1, 1), { ...reading(1, 1), memory: null, pids: [2] }])?.memory).toBeNull()
  expect(joinUsage([])).toBeNull()
})

test('memory is the peak resident set in bytes', async () => {
  const { ballast } = await ask('/')
  const { memory } = burner.usage()!
  expect(memory).toBeGreaterThan(ballast)
  expect(memory).toBeLessThan(ballast * 10)
})

test('a process that does not exist has no usage', () => {
  expect(usage(999_999_999)).toBeNull()
})
