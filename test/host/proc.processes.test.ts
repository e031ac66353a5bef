import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import {
  ancestorsOf,
  isRunning,
  LAUNCH_VARIABLE,
  membersOf,
  processesOf,
  readProc,
  startTimeOf,
  treeOf,
} from '../../src/host/proc.ts'
import { until } from '../server/fixture.ts'

const token = randomUUID()
// A shell with a child that has a child of its own, all in one process group.
const root = spawn('sh', ['-c', '(sleep 60; true) & echo up; wait'], {
  detached: true,
  env: { ...process.env, [LAUNCH_VARIABLE]: token },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const pid = root.pid!
const sorted = (pids: number[]) => pids.toSorted((a, b) => a - b)

beforeAll(async () => {
  await once(root.stdout, 'data')
  await until(() => treeOf(pid).length === 3)
})
afterAll(async () => {
  process.kill(-pid, 'SIGKILL')
  await once(root, 'exit')
})

test('a tree is a process, then its children, then theirs', () => {
  const tree = treeOf(pid)
  expect(tree[0]).toBe(pid)
  expect(treeOf(tree[1]!)).toEqual(tree.slice(1))
  expect(treeOf(process.pid)).toEqual(expect.arrayContaining(tree))
})

test('the ancestors of a process are its parent and theirs, up to the first process', () => {
  expect(ancestorsOf(treeOf(pid)[1]!).slice(0, 2)).toEqual([pid, process.pid])
  expect(ancestorsOf(999_999_999)).toEqual([])
})

test('a launch token and a process group find the same processes', () => {
  expect(sorted(processesOf(token))).toEqual(sorted(treeOf(pid)))
  expect(sorted(membersOf(pid))).toEqual(sorted(treeOf(pid)))
})

test('a token is found whole or not at all, and an empty one never', () => {
  expect(processesOf(token.slice(0, -1))).toEqual([])
  expect(processesOf('')).toEqual([])
})

test('a process that does not exist has no tree and no group', () => {
  expect(treeOf(999_999_999)).toEqual([])
  expect(membersOf(999_999_999)).toEqual([])
})

test('a file that is longer than one page is read to its end, and one that is not there is null', async () => {
  const long = 'x'.repeat(100_000)
  const child = spawn('sleep', ['60'], { env: { LONG: long, LAST: '1' }, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await until(() => readProc(`${child.pid}/environ`)?.startsWith('LONG=') === true)
  expect(readProc(`${child.pid}/environ`)).toBe(`LONG=${long}\0LAST=1\0`)
  expect(readProc('999999999/stat')).toBeNull()
})

test('a process that has ended is not running, even if nobody has collected it', async () => {
  const shell = spawn('sh', ['-c', 'sleep 0.05 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void shell.kill('SIGKILL'))
  const [line] = (await once(shell.stdout, 'data')) as [Buffer]
  const child = Number(line.toString())
  await until(() => readProc(`${child}/stat`)?.includes(') Z ') === true)
  expect(isRunning(child, startTimeOf(child))).toBe(false)
  expect(isRunning(shell.pid!, startTimeOf(shell.pid!))).toBe(true)
})
