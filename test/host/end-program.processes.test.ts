import { afterAll, expect, test } from 'vitest'
import { run } from '../../src/host/child.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'

const watchdog = startWatchdog()
const care = { watchdog, signal: new AbortController().signal }

afterAll(() => watchdog.close())

const MODULE = new URL('../../src/host/end-program.ts', import.meta.url).href

/** Runs a program whose exit never returns, as may happen to any, and which SIGTERM does not end. */
function runHanging(ending: string) {
  const script = `
    import { endWith } from '${MODULE}'
    process.on('SIGTERM', () => {})
    process.on('exit', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
    console.error('what it printed')
    ${ending}`
  const args = ['--input-type=module', '--eval', script]
  const env = { PATH: process.env['PATH'] ?? '' }
  return run({ program: process.execPath, args, cwd: '/', env, ipc: true }, care)
}

test('a program that has said how it ends, and does not, is ended, and what it said is known', async () => {
  const ended = await runHanging('endWith(0, { found: 1 })')
  expect(ended).toMatchObject({ succeeded: true, how: 'ended with exit code 0', output: 'what it printed' })
  expect(ended.messages).toEqual([{ found: 1, exitCode: 0 }])
})

test('it may have failed', async () => {
  const ended = await runHanging('endWith(3)')
  expect(ended).toMatchObject({ succeeded: false, how: 'ended with exit code 3', output: 'what it printed' })
})

test('other messages do not end it, however long it goes on', async () => {
  const ended = await runHanging(`process.send({ found: 1 }, () => setTimeout(() => endWith(0), 1500))`)
  expect(ended.messages).toEqual([{ found: 1 }, { exitCode: 0 }])
})

test('it may clean up when it exits', async () => {
  // Before the listener that never returns.
  const cleaning = `process.prependListener('exit', () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
    console.error('cleaned up')
  })`
  const ended = await runHanging(`${cleaning}; endWith(0)`)
  expect(ended.output).toBe('what it printed\ncleaned up')
})
