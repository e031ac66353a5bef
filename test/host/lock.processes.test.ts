import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeLock } from '../../src/host/lock.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadgate-lock-'))
  file = join(folder, 'lock')
})

afterEach(() => rmSync(folder, { recursive: true }))

const ignore = () => {}

test('a free lock is taken and given back', async () => {
  const lock = await takeLock(0, ignore, file)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid })
  lock.release()
  expect(existsSync(file)).toBe(false)
})

test('a gate that measures is not disturbed: the second one refuses and names the pid and the folder', async () => {
  const lock = await takeLock(0, ignore, file)
  await expect(takeLock(0, ignore, file)).rejects.toThrow(`process ${process.pid} in ${process.cwd()}`)
  lock.release()
})

test('the second gate waits, says for whom, and goes on when the first has ended', async () => {
  const first = await takeLock(0, ignore, file)
  const waits: number[] = []
  const second = takeLock(
    30,
    (pid) => {
      waits.push(pid)
      first.release()
    },
    file,
  )
  ;(await second).release()
  expect(waits).toEqual([process.pid])
})

test('the lock of a gate that was killed is taken over', async () => {
  const ended = execa('node', ['-e', ''])
  const pid = ended.nodeChildProcess.pid
  await ended
  writeFileSync(file, JSON.stringify({ pid, started: '1', folder: '/gone' }))
  ;(await takeLock(0, ignore, file)).release()
})

test('the lock of a gate that was killed is held until the process that cleans up has ended, and it is named', async () => {
  const heir = execa('sleep', ['600'], { reject: false })
  const script = `
    const { takeLock } = await import(${JSON.stringify(new URL('../../src/host/lock.ts', import.meta.url).href)})
    const lock = await takeLock(0, () => {}, ${JSON.stringify(file)})
    lock.leaveTo(${heir.nodeChildProcess.pid})
    process.kill(process.pid, 'SIGKILL')`
  await execa(process.execPath, ['--input-type=module', '-e', script], { reject: false })
  await expect(takeLock(0, ignore, file)).rejects.toThrow(`process ${heir.nodeChildProcess.pid} in ${process.cwd()}`)
  const waits: unknown[] = []
  const next = takeLock(
    30,
    (...told) => {
      waits.push(told)
      heir.kill('SIGKILL')
    },
    file,
  )
  ;(await next).release()
  expect(waits).toEqual([[heir.nodeChildProcess.pid, process.cwd(), true]])
  expect(existsSync(file)).toBe(false)
})

test('a lock that is left to nobody, or given back before, is free', async () => {
  const lock = await takeLock(0, ignore, file)
  lock.leaveTo(0)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ heirs: [] })
  lock.release()
  lock.leaveTo(process.pid)
  expect(existsSync(file)).toBe(false)
})

test('a pid that another process got since does not hold the lock', async () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: '1', folder: '/gone' }))
  ;(await takeLock(0, ignore, file)).release()
})

test.for(['', '{"pid":', '[]', '{"pid":"x"}'])('a lock file of %o is taken over', async (text) => {
  writeFileSync(file, text)
  ;(await takeLock(0, ignore, file)).release()
})

test('of many gates that start at once over a stale lock only one gets it at a time', async () => {
  writeFileSync(file, '')
  const script = `
    const { takeLock } = await import(${JSON.stringify(new URL('../../src/host/lock.ts', import.meta.url).href)})
    const { appendFileSync } = await import('node:fs')
    const lock = await takeLock(60, () => {}, ${JSON.stringify(file)})
    appendFileSync(${JSON.stringify(join(folder, 'log'))}, 'in ')
    await new Promise((resolve) => setTimeout(resolve, 100))
    appendFileSync(${JSON.stringify(join(folder, 'log'))}, 'out ')
    lock.release()`
  await Promise.all(Array.from({ length: 4 }, () => execa(process.execPath, ['--input-type=module', '-e', script])))
  expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('in out '.repeat(4))
})

test.skipIf(process.getuid?.() !== 0)(
  'a lock that another user left behind is told, and not tried again for ever (needs root)',
  async () => {
    chmodSync(folder, 0o1777)
    writeFileSync(file, JSON.stringify({ pid: 999_999_999, started: '1', folder: '/gone' }))
    process.seteuid?.(65_534)
    try {
      await expect(takeLock(0, ignore, file)).rejects.toThrow(
        `the lock ${file} is gone, and this user may not remove it (EPERM)`,
      )
    } finally {
      process.seteuid?.(0)
    }
  },
)
