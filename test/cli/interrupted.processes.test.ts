import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'

const module = fileURLToPath(new URL('../../src/cli/interrupted.ts', import.meta.url))

/** Says each step, and cleans up for a minute when it is given up. */
const PROGRAM = `
  import { setTimeout as sleep } from 'node:timers/promises'
  import { unlessInterrupted } from ${JSON.stringify(module)}
  process.exitCode = await unlessInterrupted(async (signal) => {
    console.log('begun')
    await sleep(60_000, undefined, { signal }).catch(() => {})
    console.log('cleaning up')
    if (process.argv.includes('slowly')) await sleep(60_000)
    throw signal.reason
  }, console.log)`

/** Sends the first signal when the work has begun, and the second one while it cleans up. */
async function end([first, second]: readonly NodeJS.Signals[], ...words: readonly string[]) {
  const child = execa(process.execPath, ['--input-type=module', '--eval', PROGRAM, ...words], { reject: false })
  for await (const line of child) {
    const signal = line === 'begun' ? first : line === 'cleaning up' ? second : undefined
    if (signal) child.kill(signal)
  }
  return child
}

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s gives the work up, waits for its cleaning, and is the exit code %i', async ([signal, exitCode]) => {
  const ended = await end([signal])
  expect([ended.exitCode, ended.stdout.split('\n').slice(0, 2)]).toEqual([exitCode, ['begun', 'cleaning up']])
})

test('a second signal ends it at once, also one of another kind', async () => {
  expect(await end(['SIGINT', 'SIGTERM'], 'slowly')).toMatchObject({ signal: 'SIGTERM' })
  expect(await end(['SIGINT', 'SIGINT'], 'slowly')).toMatchObject({ signal: 'SIGINT' })
})
