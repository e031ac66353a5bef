import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { endProcesses, leftovers } from '../../src/host/end-processes.ts'
import { isRunning, LAUNCH_VARIABLE, processLine, startTimeOf } from '../../src/host/proc.ts'
import { pythonFrom } from '../count/fixture.ts'
import { until } from '../server/fixture.ts'

function start(script: string) {
  return spawn(process.execPath, ['-e', `${script}; console.log('up'); setInterval(() => {}, 1000)`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

test('within the grace a process ends in its own way', async () => {
  const polite = start(`process.on('SIGTERM', () => process.exit(5))`)
  await once(polite.stdout, 'data')
  const exit = once(polite, 'exit')
  expect(leftovers({ group: polite.pid!, token: '' })).toEqual([polite.pid])
  expect(await endProcesses({ group: polite.pid!, token: '' }, 20)).toBe(true)
  expect(await exit).toEqual([5, null])
})

test('after the grace, or without one, it is killed', async () => {
  for (const grace of [0.2, 0]) {
    const stubborn = start(`process.on('SIGTERM', () => {})`)
    await once(stubborn.stdout, 'data')
    const exit = once(stubborn, 'exit')
    expect(await endProcesses({ group: stubborn.pid!, token: '' }, grace)).toBe(true)
    expect(await exit).toEqual([null, 'SIGKILL'])
  }
})

/** The system call that ends one thread (`exit`), by architecture. */
const ONE_THREAD_ENDS = `import ctypes, platform, threading, time
threading.Thread(target=time.sleep, args=(600,)).start()
ctypes.CDLL(None).syscall(60 if platform.machine() == 'x86_64' else 93, 0)`

const python = pythonFrom(0)
const noPython = python === null ? ' (skipped: there is no Python here)' : ''

test.skipIf(python === null)(
  `a program whose first thread has ended is not gone while another one runs${noPython}`,
  async () => {
    const token = randomUUID()
    const child = spawn(python!, ['-c', ONE_THREAD_ENDS], {
      detached: true,
      env: { ...process.env, [LAUNCH_VARIABLE]: token },
      stdio: 'ignore',
    })
    const [exit, pid] = [once(child, 'exit'), child.pid!]
    await until(() => processLine(pid)?.zombie === true)
    expect(leftovers({ group: pid, token: '' })).toEqual([pid])
    expect(leftovers({ group: null, token })).toEqual([pid])
    expect(isRunning(pid, startTimeOf(pid))).toBe(true)
    expect(await endProcesses({ group: null, token }, 0)).toBe(true)
    expect(await exit).toEqual([null, 'SIGKILL'])
  },
)

test.each([-1, NaN, 0.5, 999_999_999])('%d is no process group to end, and nobody is hurt', async (group) => {
  expect(await endProcesses({ group, token: '' }, 0)).toBe(true)
})
