import { expect, test } from 'vitest'
import { everyServer } from '../../src/measure/measure.ts'
import { lineAbout } from '../../src/measure/processes.ts'
import { noFailures } from '../../src/model/measurement.ts'
import { answering, load, scenario, scripted, type Script } from './scripted.ts'
import { measure } from './measure.ts'

const origin = answering()

/** Why b is at fault, when its processes are these from the fifth look on, in the first window, and [1, 2] before. */
async function faultOfB(later: readonly number[], script: Script = {}): Promise<string | undefined> {
  let looks = 0
  const { context } = scripted(origin(), {
    ...script,
    pids: (name) => {
      if (name === 'a') return [1, ...Array.from({ length: looks }, (_, index) => 10 + index)]
      if (name !== 'b') return [1]
      looks += 1
      return looks < 5 ? [1, 2] : later
    },
  })
  const { faults } = await measure({ ...scenario, allowedFailures: 0.5 }, everyServer(scenario), context)
  expect(faults.filter(({ server }) => server !== 'b')).toEqual([])
  return faults[0]?.reason
}

test('a worker that was replaced without losing a request looks recycled, and the sentence names the option', async () => {
  expect(await faultOfB([1, 3])).toBe(
    "process 2 of b ended while it was measured, and process 3 took its place without a lost request: this looks like workers that are recycled by design (gunicorn --max-requests, a cluster), which `workers: 'recycled'` in the server's definition allows. If they are not meant to be, it crashed. Look at the server's output for the reason",
  )
})

test('one that took requests with it is a crash, or recycled while its connections were in use', async () => {
  const losing = { ...load, failures: { ...noFailures, lost: 3 } }
  expect(await faultOfB([1, 3], { load: (step) => (step === 'window' ? losing : load) })).toMatch(
    /took its place, with 3 lost requests: it crashed, or these are workers that are recycled by design .*`workers: 'recycled'`/,
  )
})

test('so does one of which the server printed a signal or an exit code', async () => {
  const output = '[INFO] Booting worker with pid: 2\n[ERROR] Worker (pid:2) was sent SIGKILL!\n[INFO] Booting: 3\n'
  expect(await faultOfB([1, 3], { output })).toMatch(
    /^process 2 of b ended while it was measured, and process 3 took its place: this looks like a crash\. The server printed .*was sent SIGKILL!/,
  )
})

test('one that none took the place of crashed', async () => {
  expect(await faultOfB([1])).toMatch(
    /^process 2 of b ended while it was measured, and none took its place: it crashed/,
  )
})

/** Why b is at fault, whose process 3 comes in the warm-up, and whose processes are these in the first window. */
async function faultAfterEarly(inWindow: readonly number[]): Promise<string | undefined> {
  let looks = 0
  const { context } = scripted(origin(), {
    pids: (name) => {
      if (name !== 'b') return [1]
      looks += 1
      if (looks === 1) return [1, 2]
      return looks < 5 ? [1, 2, 3] : inWindow
    },
  })
  return (await measure(scenario, everyServer(scenario), context)).faults[0]?.reason
}

test('one whose successor was started in the warm-up looks recycled, too', async () => {
  expect(await faultAfterEarly([1, 3])).toMatch(
    /^process 2 of b ended while it was measured, and process 3, which was started in the warm-up, may have taken its place without a lost request: this looks like workers that are recycled by design .*`workers: 'recycled'`/,
  )
})

test('no process of the warm-up is named where fewer are left than before it, or a later one came', async () => {
  expect(await faultAfterEarly([3])).toMatch(/^processes 1 and 2 of b ended .* none took its place: it crashed/)
  expect(await faultAfterEarly([1, 3, 4])).toMatch(/^process 2 of b ended .* and process 4 took its place/)
})

test('a process that came is no fault', async () => {
  expect(await faultOfB([1, 2, 3])).toBeUndefined()
})

test('where workers are recycled, one that was replaced is no fault', async () => {
  expect(await faultOfB([1, 3], { recycled: ['b'] })).toBeUndefined()
})

test('nor is one whose successor came in the warm-up, while it was still there itself', async () => {
  let looks = 0
  const { context } = scripted(origin(), {
    recycled: ['b'],
    pids: (name) => {
      if (name !== 'b') return [1]
      looks += 1
      if (looks === 1) return [1, 2]
      return looks < 5 ? [1, 2, 3] : [1, 3]
    },
  })
  expect((await measure(scenario, everyServer(scenario), context)).faults).toEqual([])
})

/** What is told of b, whose second process is another one after the warm-up. */
async function replacedInWarmUp(script: Script) {
  let looks = 0
  const { context } = scripted(origin(), {
    ...script,
    pids: (name) => (name === 'b' && (looks += 1) > 1 ? [1, 3] : [1, 2]),
  })
  return measure(scenario, everyServer(scenario), context)
}

test('one that ended in the warm-up and took requests with it is told with them', async () => {
  const losing = { ...load, failures: { ...noFailures, lost: 3 } }
  const { faults } = await replacedInWarmUp({ load: (step) => (step === 'warm' ? losing : load) })
  expect(faults.find(({ server }) => server === 'b')?.reason).toMatch(
    /3 × connection closed without an answer.* In this warm-up, process 2 ended and process 3 took its place: it crashed, or these are workers that are recycled by design .*`workers: 'recycled'`/,
  )
  expect(faults.find(({ server }) => server === 'a')?.reason).not.toContain('warm-up')
})

test('one that ended in the warm-up without a lost request is noted, unless workers are recycled', async () => {
  const { faults, replaced } = await replacedInWarmUp({})
  expect([faults, replaced]).toEqual([[], { b: { gone: [2], came: [3] } }])
  expect((await replacedInWarmUp({ recycled: ['b'] })).replaced).toEqual({})
})

test('the line about a process is the last one with its number, and no longer one', () => {
  expect(lineAbout([12], 'pid 12 begins\npid 123 ends\n worker (pid:12) ends \npid 120\n')).toBe('worker (pid:12) ends')
  expect(lineAbout([12], 'pid 123\n')).toBeNull()
})
