import { expect, test } from 'vitest'
import { scriptedGate, type Orders } from './scripted.ts'

const timed = { driver: 'undici' as const, firstByte: true as const }
const project = { budget: { waves: 8, rounds: 3 } }

/** A gate against what was recorded with these options. */
async function after(recorded: { readonly firstByte?: true }, api: Orders = {}) {
  const first = await scriptedGate({ servers: { api: {} }, recording: 'all' })
  await first.hold('api', undefined, { ...recorded, driver: 'undici' })
  await first.conclude()
  return scriptedGate({ servers: { api }, folder: first.folder, project })
}

test('a first byte that comes later is red, although the last one does not', async () => {
  const gate = await after(timed, { first: 1.6 })
  const { verdicts } = await gate.hold('api', undefined, timed)
  expect(verdicts.find(({ metric }) => metric === 'firstByte')).toMatchObject({
    verdict: 'regressed',
    tolerance: 0.1,
    change: { estimate: expect.closeTo(0.6, 1) as number },
  })
  expect(verdicts.find(({ metric }) => metric === 'latencyP50')?.verdict).toBe('holds')
  const limits = { firstByte: { below: 0.001 } }
  expect((await gate.meet('api', limits, timed)).verdicts).toMatchObject([{ metric: 'firstByte', verdict: 'holds' }])
})

test('without `firstByte` there is no such metric, and a limit on it says so', async () => {
  const gate = await after({})
  const closed = { driver: 'undici' as const }
  const { verdicts } = await gate.hold('api', undefined, closed)
  expect(verdicts.map(({ metric }) => metric)).not.toContain('firstByte')
  expect((await gate.meet('api', { firstByte: { below: 1 } }, closed)).verdicts).toMatchObject([
    { verdict: 'unsure', reason: 'nobody timed first bytes: give `firstByte: true` in the scenario' },
  ])
  await expect(gate.hold('api', undefined, { ...closed, limits: { firstByte: { below: 1 } } })).rejects.toThrow(
    '`limits.firstByte` needs `firstByte: true`',
  )
})

test('a baseline without it holds the rest, and a note says that it is not gated', async () => {
  const gate = await after({})
  const { verdicts } = await gate.hold('api', undefined, timed)
  expect(verdicts.map(({ metric }) => metric)).not.toContain('firstByte')
  const report = await gate.conclude()
  expect(report?.scenarios[0]?.notes.join('\n')).toContain('The baseline of api has no first byte')
})
