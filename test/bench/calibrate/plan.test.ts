import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  currentBaseCpu,
  gatesLeft,
  nextGate,
  nextRun,
  runsLeft,
  type Combination,
  type CountedPlan,
  type Plan,
  type PlannedGate,
  type PlannedRun,
} from '../../../bench/calibrate/plan.ts'
import { header, run as record, values } from './live-records.ts'

const plan: Plan = { plants: [0, 0.05, 0.2], neighbours: ['none', 'hog'], runs: 4, seed: 'x' }

/** All runs of a plan, from what was done on. */
function runOut(of: Plan, done: readonly Combination[] = []): readonly PlannedRun[] {
  const runs: PlannedRun[] = []
  for (let next = nextRun(of, done); next; next = nextRun(of, [...done, ...runs])) runs.push(next)
  return runs
}

test('every block has every combination once', () => {
  const runs = runOut(plan)
  expect(runs).toHaveLength(24)
  for (let block = 0; block < 4; block++) {
    const own = runs.slice(6 * block, 6 * block + 6)
    expect(new Set(own.map(({ plant, neighbour }) => `${plant} ${neighbour}`)).size).toBe(6)
    expect(own.every((run) => run.block === block)).toBe(true)
  }
})

function orderOf(runs: readonly PlannedRun[], block: number): string {
  return runs
    .filter((run) => run.block === block)
    .map(({ plant, neighbour }) => `${plant} ${neighbour}`)
    .join()
}

test('blocks are in different orders, and the same seed gives the same ones', () => {
  const orders = [0, 1, 2, 3].map((block) => orderOf(runOut(plan), block))
  expect(new Set(orders).size).toBeGreaterThan(1)
  expect([0, 1, 2, 3].map((block) => orderOf(runOut(plan), block))).toEqual(orders)
  expect([0, 1, 2, 3].map((block) => orderOf(runOut({ ...plan, seed: 'y' }), block))).not.toEqual(orders)
})

test('an interrupted plan continues as if it had not been interrupted', () => {
  const whole = runOut(plan)
  fc.assert(
    fc.property(fc.nat(24), (cut) => {
      expect(runOut(plan, whole.slice(0, cut))).toEqual(whole.slice(cut))
      expect(runsLeft(plan, whole.slice(0, cut))).toBe(24 - cut)
    }),
  )
})

test('a combination that is added later catches up first', () => {
  const before = runOut({ ...plan, plants: [0, 0.05] })
  const added = runOut(plan, before)
  expect(added.map(({ plant }) => plant)).toEqual(Array.from({ length: 8 }, () => 0.2))
  expect(added.map(({ block }) => block)).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
})

test('runs of other combinations do not change the plan', () => {
  const others: readonly Combination[] = [
    { plant: 0.5, neighbour: 'none' },
    { plant: 0, neighbour: 'burst' },
  ]
  expect(runsLeft(plan, others)).toBe(24)
  expect(nextRun(plan, others)).toEqual(nextRun(plan, []))
})

const costs = (factor: number) => ({ cpuPerRequest: { ...values(1), base: [0.0001 * factor, null, 0.0001 * factor] } })

test('a plant is a share of base’s CPU in the session’s latest run without a neighbour', () => {
  const session = header({ baseCpu: 0.0005 })
  expect(currentBaseCpu(session, [])).toBe(0.0005)
  expect(currentBaseCpu(session, [record({ values: costs(2) }), record({ values: costs(3) })])).toBeCloseTo(0.0003)
  expect(
    currentBaseCpu(session, [record({ values: costs(2) }), record({ values: costs(3), neighbour: 'hog' })]),
  ).toBeCloseTo(0.0002)
  expect(currentBaseCpu(session, [record({ values: costs(2), at: '2026-11-21T08:00:00.000Z' })])).toBe(0.0005)
  expect(currentBaseCpu(session, [record({ values: {} })])).toBe(0.0005)
})

const counted: CountedPlan = {
  servers: ['a', 'b'],
  plants: [0.005, 0.02],
  inTurn: [0, 0.01, 0.05],
  neighbours: ['none', 'hog'],
  blocks: 4,
  seed: 'x',
}

function gatesOf(of: CountedPlan, done: readonly PlannedGate[] = []): readonly PlannedGate[] {
  const gates: PlannedGate[] = []
  for (let next = nextGate(of, [...done, ...gates]); next; next = nextGate(of, [...done, ...gates])) gates.push(next)
  return gates
}

test('each block of counted gates has every server beside every neighbour, with two plants and one in turn', () => {
  const gates = gatesOf(counted)
  expect(gatesLeft(counted, [])).toBe(48)
  expect(gates.map(({ block }) => block)).toEqual([0, 1, 2, 3].flatMap((block) => Array(12).fill(block)))
  const times = (plant: number) => gates.filter((one) => one.plant === plant).length
  expect([0, 0.005, 0.01, 0.02, 0.05].map(times)).toEqual([8, 16, 4, 16, 4])
  const third = gates.filter(({ block, plant }) => block === 2 && plant === 0.05)
  expect(third.map(({ server, neighbour }) => `${server} ${neighbour}`).toSorted()).toEqual([
    'a hog',
    'a none',
    'b hog',
    'b none',
  ])
})

test('an interrupted plan of counted gates continues as if it had not been interrupted', () => {
  const whole = gatesOf(counted)
  for (const cut of [1, 17, 40, 48]) {
    expect(gatesOf(counted, whole.slice(0, cut))).toEqual(whole.slice(cut))
    expect(gatesLeft(counted, whole.slice(0, cut))).toBe(48 - cut)
  }
})
