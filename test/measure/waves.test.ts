import { describe, expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import type { Measurement } from '../../src/model/measurement.ts'
import type { Budget } from '../../src/measure/budget.ts'
import { CONFIRMING_WAVES, type Needed } from '../../src/measure/schedule.ts'
import { everyServer, startMeasuring } from '../../src/measure/measure.ts'
import { WARM_UP_WITHIN } from '../../src/measure/warm-up.ts'
import type { Context } from '../../src/measure/session.ts'
import { LOOKS } from '../../src/verdict/looks.ts'
import { answering, launchesByWave, load, scenario, scripted } from './scripted.ts'
import { measure } from './measure.ts'

const origin = answering()

/** Measures with a verdict that knows nothing but the number of waves, and gives who was launched in each. */
async function wavesWith(needed: (waves: number) => Needed, context: Partial<Context>) {
  const { events, context: whole, clock } = scripted(origin(), { context })
  const measurement = await measure(scenario, ({ waves }: Measurement) => needed(waves), whole, clock)
  return { measurement, launched: launchesByWave(events) }
}

const upTo = (most: number): Budget => ({ seconds: 1000, patience: 10, waves: { least: 1, most }, rounds: 1 })

describe('who takes part in a wave', () => {
  test('are the references and the servers that are open; who is decided leaves, and when all are, the run ends', async () => {
    const open = [['a', 'b'], ['b'], []]
    const { launched, measurement } = await wavesWith((waves) => ({ open: open[waves] ?? [], suspected: [] }), {
      budget: upTo(9),
    })
    expect(launched).toEqual(['head a, head b, head reference', 'head b, head reference'])
    expect(measurement.waves).toBe(2)
  })

  test('are all references, each once, also when one is a server of the scenario', async () => {
    const references = ['one', 'two', 'a']
    const { launched } = await wavesWith((waves) => ({ open: waves === 0 ? ['a', 'b'] : [], suspected: [] }), {
      budget: upTo(9),
      references,
    })
    expect(launched).toEqual(['head a, head b, head one, head two'])
  })

  test.for<[string, Partial<Context>, string]>([
    ['no reference', {}, 'head a, head b, head reference'],
    ['no base', { mode: 'ab', references: [] }, 'base a, base b, head a, head b'],
  ])('are in a race the two servers of a claim, and %s', async ([, context, before]) => {
    const both = ['a', 'b']
    const { launched } = await wavesWith(
      (waves) => ({ open: waves < 2 ? both : [], suspected: [], heldByCounts: both, racing: [both] }),
      { budget: { ...upTo(9), besideCounts: { seconds: 5 } }, ...context },
    )
    expect(launched).toEqual([before, 'head a, head b'])
  })

  test('are in an A/B run both sides of each open server, and no reference', async () => {
    const open = [['a', 'b'], ['b'], []]
    const context = { mode: 'ab', references: [], budget: upTo(9) } as const
    const { launched, measurement } = await wavesWith((waves) => ({ open: open[waves] ?? [], suspected: [] }), context)
    expect(launched).toEqual(['base a, base b, head a, head b', 'base b, head b'])
    const sides = measurement.samples.filter(({ wave }) => wave === 0).map(({ server, side }) => `${side} ${server}`)
    expect(sides.toSorted()).toEqual(['base a', 'base b', 'head a', 'head b'])
  })
})

describe('when the budget is spent', () => {
  test('the suspected go on with the references, and the others do not', async () => {
    const { launched } = await wavesWith((waves) => ({ open: ['a', 'b'], suspected: waves < 5 ? ['b'] : [] }), {
      budget: upTo(2),
    })
    expect(launched).toEqual([
      ...Array.from({ length: 2 }, () => 'head a, head b, head reference'),
      ...Array.from({ length: 3 }, () => 'head b, head reference'),
    ])
  })

  test('they get so many waves and no more', async () => {
    const { measurement } = await wavesWith(() => ({ open: ['a'], suspected: ['a'] }), { budget: upTo(3) })
    expect(measurement.waves).toBe(3 + CONFIRMING_WAVES)
  })

  test('a suspicion is settled, and so is one that a later look raises', async () => {
    const { launches, confirm } = LOOKS.at(-1)!
    const { measurement } = await wavesWith(
      (waves) => ({ open: ['a'], suspected: waves < launches + confirm ? ['a'] : [] }),
      { budget: upTo(3) },
    )
    expect(measurement.waves).toBe(launches + confirm)
  })

  test('and nobody is suspected, the run ends', async () => {
    const { measurement } = await wavesWith(() => ({ open: ['a', 'b'], suspected: [] }), { budget: upTo(3) })
    expect(measurement.waves).toBe(3)
  })

  test('it stays so, although a wave of one server would fit again where one of all did not', async () => {
    // A window takes 1 s, so a wave of all takes 6 s and one of the suspected 2 s: two of those fit into the 5 s that are left.
    const open = ['a', 'b', 'c', 'd', 'e']
    const needed = (waves: number) => ({ open, suspected: waves < 4 ? ['a'] : [] })
    const { launched } = await wavesWith(needed, { budget: { ...upTo(50), seconds: 11 } })
    expect(launched.slice(1)).toEqual(Array.from({ length: 3 }, () => 'head a, head reference'))
  })
})

const openUntil = (open: readonly string[], waves: number) => (so: Measurement) => ({
  open: so.waves < waves ? open : [],
  suspected: [],
})

/** Asks twice: until two waves, and until four. */
async function askTwice(budget: Budget, first: readonly string[], second: readonly string[]) {
  const { events, context, clock } = scripted(origin(), { context: { budget } })
  const measuring = startMeasuring(scenario, context, clock)
  const before = await measuring.until(openUntil(first, 2))
  const after = await measuring.until(openUntil(second, 4))
  return { launched: launchesByWave(events), before, after }
}

describe('a second question', () => {
  test('goes on where the first one ended, with the servers that it needs', async () => {
    const { launched, before, after } = await askTwice(upTo(9), ['a', 'b'], ['b'])
    expect([before.waves, after.waves]).toEqual([2, 4])
    expect(launched.slice(2)).toEqual(Array.from({ length: 2 }, () => 'head b, head reference'))
    expect(after.samples.slice(0, before.samples.length)).toEqual(before.samples)
  })

  test('has what the first one left of the budget', async () => {
    const { after } = await askTwice(upTo(3), ['a', 'b'], ['b'])
    expect(after.waves).toBe(3)
  })

  test('is given up when the one who asked is gone', async () => {
    const { context, clock } = scripted(origin(), { context: { budget: upTo(9) } })
    const gone = AbortSignal.abort(new LoadgateError('test', 'the worker is gone'))
    await expect(startMeasuring(scenario, context, clock).until(everyServer(scenario), gone)).rejects.toThrow(
      'the worker is gone',
    )
  })
})

function refuseB(name: string): void {
  if (name === 'b') throw new LoadgateError('test', 'b never listened')
}

test('for a recording every server without a fault takes part until the budget is spent', async () => {
  const { events, context, clock } = scripted(origin(), { launch: refuseB, context: { budget: upTo(3) } })
  await measure(scenario, everyServer(scenario), context, clock)
  expect(launchesByWave(events)).toEqual([
    'head a, head b, head reference',
    'head a, head reference',
    'head a, head reference',
  ])
})

const firstWave = ({ waves }: Measurement) => ({ open: waves === 0 ? ['a', 'b'] : [], suspected: [] })

/** The windows and warm-ups of two servers, the second of which answers twenty requests a second. */
async function besideSlow(mode: Context['mode']) {
  const { context, clock } = scripted(origin(), {
    context: { mode, references: [], budget: { ...upTo(1), rounds: 16 } },
  })
  let launched = 0
  const fleet: Context['fleet'] = {
    launch: async (name, side) => ({
      ...(await context.fleet.launch(name, side)),
      origin: `${origin()}?${name === 'b' ? 'slow' : 'quick'}${(launched += 1)}`,
    }),
  }
  const within = new Set<number>()
  const driver: Context['driver'] = {
    ...context.driver,
    run: async (target, stretch, marks) => {
      const measured = await context.driver.run(target, stretch, marks)
      if ('within' in stretch) within.add(stretch.within)
      return target.origin.includes('slow') ? { ...measured, requests: 10 } : measured
    },
  }
  const { samples, faults } = await measure(scenario, firstWave, { ...context, driver, fleet }, clock)
  const windows = (server: string) => samples.filter((sample) => sample.server === server).length
  return { within: [...within], faults, windows: [windows('a'), windows('b')] }
}

describe('a server that got slow', () => {
  test('has as many windows as every budget has rounds, and the others have all of theirs', async () => {
    expect((await besideSlow('baseline')).windows).toEqual([16, 6])
    expect((await besideSlow('ab')).windows).toEqual([32, 12])
  })

  test('is warmed up for no longer than any other, and that its warm-up ended by time is no fault', async () => {
    expect(await besideSlow('baseline')).toMatchObject({ within: [WARM_UP_WITHIN], faults: [] })
  })
})

test('who is held by counts has fewer rounds, and references as many as anybody, which progress says', async () => {
  const shown = new Set<number>()
  const { context, clock } = scripted(origin(), {
    load: () => ({ ...load, requests: 5000 }),
    context: {
      budget: { ...upTo(3), rounds: 16, besideCounts: { seconds: 1000, rounds: 10 } },
      onProgress: ({ step, rounds }) => step === 'measuring' && shown.add(rounds),
    },
  })
  const held = [['a', 'b'], ['a'], []]
  const { samples } = await measure(
    scenario,
    ({ waves }) => ({ open: ['a', 'b'], suspected: [], heldByCounts: held[waves] ?? [] }),
    context,
    clock,
  )
  const windows = (wave: number) =>
    ['a', 'b', 'reference'].map((name) => samples.filter((one) => one.wave === wave && one.server === name).length)
  expect([0, 1, 2].map(windows)).toEqual([
    [10, 10, 10],
    [10, 16, 16],
    [16, 16, 16],
  ])
  expect([...shown]).toEqual([10, 16])
})

test('both sides of a server have windows of one length, whichever was warmed up first', async () => {
  const lengths = new Set<number>()
  const { context, clock } = scripted(origin(), { context: { mode: 'ab', references: [], budget: upTo(1) } })
  let warmUps = 0
  const driver: Context['driver'] = {
    ...context.driver,
    run: async (target, stretch, marks) => {
      const measured = await context.driver.run(target, stretch, marks)
      if ('requests' in stretch) return { ...measured, requests: 200 * 10 ** (warmUps++ % 2) }
      lengths.add(stretch.seconds)
      return measured
    },
  }
  const one = { ...scenario, servers: ['a'] }
  await measure(one, ({ waves }) => ({ open: waves === 0 ? ['a'] : [], suspected: [] }), { ...context, driver }, clock)
  expect(warmUps).toBe(2)
  expect(lengths.size).toBe(1)
})
