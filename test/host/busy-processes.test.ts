import { expect, test } from 'vitest'
import { findBusiest, programName, readProcesses, type CpuByProcess } from '../../src/host/busy-processes.ts'
import { listProc, processLine } from '../../src/host/proc.ts'

const reading = (cpu: Record<number, number>): CpuByProcess =>
  new Map(Object.entries(cpu).map(([pid, seconds]) => [Number(pid), { name: `p${pid}`, cpu: seconds }]))

const options = { seconds: 10, own: new Set([1]), least: 0.025 }

test('the busiest are those that used the most since the first reading, without one’s own process', () => {
  const readings = [reading({ 1: 0, 2: 5, 3: 100 }), reading({ 1: 5, 2: 6, 3: 101 }), reading({ 1: 10, 2: 9, 3: 101 })]
  expect(findBusiest(readings, options)).toEqual([
    { pid: 2, name: 'p2', cores: 0.4 },
    { pid: 3, name: 'p3', cores: 0.1 },
  ])
})

test('a process that came counts from its start, and one that went up to where it was last seen', () => {
  const readings = [reading({ 2: 5 }), reading({ 2: 6, 3: 1 }), reading({ 3: 2, 4: 3 })]
  expect(findBusiest(readings, options).map(({ pid, cores }) => [pid, cores])).toEqual([
    [4, 0.3],
    [3, 0.2],
    [2, 0.1],
  ])
})

test('who hardly used anything is not named', () => {
  expect(findBusiest([reading({ 2: 0, 3: 0 }), reading({ 2: 0.25, 3: 0.26 })], options).map(({ pid }) => pid)).toEqual([
    3,
  ])
  expect(findBusiest([], options)).toEqual([])
})

test.for<[string[], string]>([
  [['/usr/bin/node', '--flag', '/home/me/main.ts', 'secret.txt'], 'node main.ts'],
  [['python3', 'app.py'], 'python3 app.py'],
  [['npm exec tsc --noEmit'], 'npm'],
  [['curl', '-H', 'Authorization: x', 'https://me:secret@host/a.txt'], 'curl'],
  [['/bin/sh', '-c', 'sleep 5; echo a.txt'], 'sh'],
  [[''], ''],
])('%j is called %s', ([words, name]) => {
  expect(programName(words.map((word) => `${word}\0`).join(''))).toBe(name)
})

test('threads of the kernel are not among them, because nobody can close them', () => {
  const threads = listProc('').filter((pid) => processLine(pid)?.kernel)
  const found = readProcesses()
  expect(threads.filter((pid) => found.has(pid))).toEqual([])
  expect(processLine(process.pid)?.kernel).toBe(false)
})

test('a name that is known is not asked for again', () => {
  const known = new Map([[process.pid, { name: 'known', cpu: 0 }]])
  expect(readProcesses(known).get(process.pid)?.name).toBe('known')
  expect(readProcesses().get(process.pid)?.name).toContain('node')
})
