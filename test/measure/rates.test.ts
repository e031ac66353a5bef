import { expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import type { Context } from '../../src/measure/session.ts'
import type { Driver, Stretch } from '../../src/load/driver.ts'
import { answering, load, scenario, scripted } from './scripted.ts'
import { measure } from './measure.ts'

const origin = answering()

const onlyA = () => ({ open: ['a'], suspected: [] })

/** Measures one wave, and gives at which rates was asked, or in a closed loop; warm-ups are left out. */
async function asked(change: Partial<Context>) {
  const { context, clock } = scripted(origin())
  const stretches: Stretch[] = []
  const driver: Driver = {
    ...context.driver,
    run: async (_target, stretch) => {
      if ('seconds' in stretch) stretches.push(stretch)
      return { ...load, requests: 1000, elapsed: 1 }
    },
  }
  const budget = { seconds: 0, patience: 10, waves: { least: 1, most: 1 }, rounds: 2 }
  const shared = { ...scenario, load: { share: 0.6 } }
  const measurement = await measure(shared, onlyA, { ...context, driver, budget, ...change }, clock)
  const words = stretches.map((one) => ('rate' in one ? `${one.rate}` : 'seconds' in one ? 'closed' : ''))
  return { measurement, words: words.toSorted() }
}

test('the capacity of a server is measured once, and the references answer in a closed loop', async () => {
  const { measurement, words } = await asked({})
  // The capacity, and two rounds of each.
  expect(words).toEqual(['600', '600', 'closed', 'closed', 'closed'])
  expect(measurement.rates).toEqual({ a: 600 })
})

test('a rate that is known is taken, and nothing is measured for it', async () => {
  const { words } = await asked({ knownRates: { a: 500 } })
  expect(words).toEqual(['500', '500', 'closed', 'closed'])
})

test('in an A/B run both sides get the share of what base can do', async () => {
  const { measurement, words } = await asked({ mode: 'ab', references: [] })
  expect(words).toEqual(['600', '600', '600', '600', 'closed'])
  expect(measurement.rates).toEqual({ a: 600 })
})

test('without a base there is no rate, and head is not asked', async () => {
  const { context } = scripted(origin())
  const { measurement, words } = await asked({
    mode: 'ab',
    references: [],
    fleet: {
      launch: async (name, side = 'head') => {
        if (side === 'base') throw new LoadgateError('test', 'it does not start')
        return context.fleet.launch(name, side)
      },
    },
  })
  expect(words).toEqual([])
  expect(measurement.faults).toEqual([{ server: 'a', side: 'base', reason: 'it does not start' }])
})
