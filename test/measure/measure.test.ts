import { expect, test } from 'vitest'
import { LoadgateError } from '../../src/model/error.ts'
import { leastSeconds } from '../../src/measure/least-seconds.ts'
import { everyServer, startMeasuring } from '../../src/measure/measure.ts'
import { noFailures } from '../../src/model/measurement.ts'
import { answering, load, scenario, scripted } from './scripted.ts'
import { measure } from './measure.ts'

const origin = answering()

test('a wave launches everybody, warms everybody up, gives everybody a window a round, and stops everybody', async () => {
  const { events, context } = scripted(origin())
  const { samples, waves, faults } = await measure(scenario, everyServer(scenario), context)
  expect({ waves, faults }).toEqual({ waves: 2, faults: [] })
  const kinds = events.slice(0, events.length / 2).map((event) => event.split(' ')[0])
  expect(kinds).toEqual([
    ...Array.from({ length: 3 }, () => 'launch'),
    ...Array.from({ length: 3 }, () => 'warm'),
    ...Array.from({ length: 9 }, () => 'window'),
    ...Array.from({ length: 3 }, () => 'stop'),
  ])
  for (const wave of [0, 1]) {
    for (const round of [0, 1, 2]) {
      const servers = samples
        .filter((sample) => sample.wave === wave && sample.round === round)
        .map(({ server }) => server)
      expect(servers.toSorted()).toEqual(['a', 'b', 'reference'])
    }
  }
})

const orderOf = async () =>
  (await measure(scenario, everyServer(scenario), scripted(origin()).context)).samples
    .map(({ server }) => server)
    .join(' ')

test('the order within a round is drawn anew each time, and the same seed draws the same orders', async () => {
  expect(await orderOf()).toBe(await orderOf())
  const rounds = (await orderOf()).match(/\S+ \S+ \S+/g)
  expect(new Set(rounds).size).toBeGreaterThan(1)
})

/** Seconds that windows were to last. */
const lengthsOf = async (recycled: readonly string[]) => {
  const seen: number[] = []
  const { context } = scripted(origin(), {
    recycled,
    load: (step, seconds) => {
      if (step === 'window') seen.push(seconds)
      return load
    },
  })
  await measure(scenario, everyServer(scenario), context)
  return new Set(seen)
}

test('windows of a server with recycled workers last a second, because the CPU of a worker that ended is known in hundredths of one', async () => {
  expect(await lengthsOf([])).toEqual(new Set([0.08]))
  expect(await lengthsOf(['b'])).toEqual(new Set([0.08, 1]))
})

test('before its first wave has ended, a recording is expected to take as long as all of its waves, although its budget has no seconds', async () => {
  const left: number[] = []
  const { context, clock } = scripted(origin(), {
    context: {
      budget: { seconds: 0, patience: 10, waves: { least: 2, most: 2 }, rounds: 3 },
      onProgress: (progress) => left.push(progress.left),
    },
  })
  await startMeasuring(scenario, context, clock).until(everyServer(scenario))
  expect(left[0]).toBeCloseTo(leastSeconds(scenario, context, false), 9)
  expect(left.at(-1)).toBeLessThan(left[0]!)
})

/** Seconds that are expected at first, of a budget of 1000, or 50 for those that are held by their counts. */
async function leftAtFirst(heldByCounts: readonly string[]): Promise<number | undefined> {
  const left: number[] = []
  const { context, clock } = scripted(origin(), {
    context: {
      budget: {
        seconds: 1000,
        besideCounts: { seconds: 50, rounds: 1 },
        patience: 10,
        waves: { least: 1, most: 1 },
        rounds: 3,
      },
      onProgress: (progress) => left.push(progress.left),
    },
  })
  await measure(scenario, () => ({ open: ['a', 'b'], suspected: [], heldByCounts }), context, clock)
  return left[0]
}

test('while all are held by their counts, it is expected to take no longer than is spent on those', async () => {
  expect(await leftAtFirst(['a', 'b'])).toBe(50)
  expect(await leftAtFirst(['a'])).toBe(1000)
})

test('a server that does not start is at fault and sits out, and the others are measured', async () => {
  const { events, context } = scripted(origin(), {
    launch: (name) => {
      if (name === 'b') throw new LoadgateError('test', 'b never listened')
    },
  })
  const { faults, samples } = await measure(scenario, everyServer(scenario), context)
  expect(faults).toEqual([{ server: 'b', side: 'head', reason: 'b never listened' }])
  expect(events.filter((event) => event === 'launch head b')).toHaveLength(1)
  expect(new Set(samples.map(({ server }) => server))).toEqual(new Set(['a', 'reference']))
})

test('lost requests of a server that ends connections without a word are explained by that, with the number', async () => {
  const { context } = scripted(origin(), {
    load: (step) =>
      step === 'warm'
        ? load
        : { ...load, failures: { ...noFailures, lost: 3 }, ends: { unsaid: { fewest: 100, most: 100 } } },
  })
  const { faults } = await measure(scenario, everyServer(scenario), context)
  expect(faults[0]?.reason).toMatch(
    /^3 of 503 requests got no right answer .*The server ended connections after 100 answers without saying so before/,
  )
})

test('a server that is at fault by wrong answers is told with the first of them', async () => {
  const firstWrong = { status: 429, body: "with JSON that has '7' at 'id', but `expect.json.equal` has '6'" }
  const { context } = scripted(origin(), {
    load: (step) => (step === 'warm' ? load : { ...load, failures: { ...noFailures, status: 3, body: 2 }, firstWrong }),
  })
  const { faults } = await measure(scenario, everyServer(scenario), context)
  expect(faults[0]?.reason).toBe(
    "5 of 505 requests got no right answer (3 × status outside 2xx, 2 × wrong or empty body); 0 % are allowed; the first wrong status was 429; the first wrong body came with JSON that has '7' at 'id', but `expect.json.equal` has '6'",
  )
})

test('ends that were said are told, and are no fault', async () => {
  const told: string[] = []
  const { context } = scripted(origin(), {
    load: () => ({ ...load, ends: { said: { fewest: 100, most: 100 } } }),
    context: { onEnds: (server, { said }) => told.push(`${server} ${said?.most}`) },
  })
  const { faults, samples } = await measure(scenario, everyServer(scenario), context)
  expect(faults).toEqual([])
  expect(new Set(told)).toEqual(new Set(['a 100', 'b 100', 'reference 100']))
  expect(samples[0]).not.toHaveProperty('ends')
})

test('without one of its references there is nothing to measure against, so that the run ends after the wave', async () => {
  const { context } = scripted(origin(), {
    context: { references: ['other', 'reference'] },
    launch: (name) => {
      if (name === 'reference') throw new LoadgateError('test', 'no reference')
    },
  })
  const { waves, faults } = await measure(scenario, everyServer(scenario), context)
  expect({ waves, faults }).toEqual({
    waves: 1,
    faults: [{ server: 'reference', side: 'head', reason: 'no reference' }],
  })
})

test('a bug of ours is no fault of a server: the run is rejected, and every launch is stopped', async () => {
  const { events, context } = scripted(origin(), {
    load: () => {
      throw new TypeError('a bug')
    },
  })
  await expect(measure(scenario, everyServer(scenario), context)).rejects.toThrow('a bug')
  expect(events.filter((event) => event.startsWith('stop'))).toHaveLength(3)
})

test('an aborted run is rejected, and every launch is stopped', async () => {
  const abort = new AbortController()
  const { events, context } = scripted(origin(), {
    load: () => {
      abort.abort(new LoadgateError('test', 'the worker is gone'))
      return load
    },
  })
  await expect(measure(scenario, everyServer(scenario), { ...context, signal: abort.signal })).rejects.toThrow(
    'the worker is gone',
  )
  expect(events.filter((event) => event.startsWith('stop')).length).toBe(3)
})

test('a server that ends in its warm-up is told as one that ended, though its connections close before it does', async () => {
  const losing = { ...load, failures: { ...noFailures, lost: 2 } }
  let hasEnded = false
  const { context } = scripted(origin(), {
    load: (step) => {
      if (step === 'warm') setTimeout(() => (hasEnded = true), 50)
      return step === 'warm' ? losing : load
    },
    ended: (name) => (name === 'b' && hasEnded ? 'b ended with exit code 7' : null),
  })
  const { faults } = await measure(scenario, everyServer(scenario), context)
  expect(faults.find(({ server }) => server === 'b')?.reason).toBe('b ended with exit code 7')
  expect(faults.find(({ server }) => server === 'a')?.reason).toContain('2 × connection closed without an answer')
})

test('wrong answers in the warm-up are a fault before any window is counted', async () => {
  const broken = { ...load, failures: { ...noFailures, body: 3 } }
  const { context } = scripted(origin(), { load: (step) => (step === 'warm' ? broken : load) })
  const { faults, samples } = await measure(scenario, everyServer(scenario), context)
  expect(faults.map(({ reason }) => reason)).toContainEqual(expect.stringContaining('3 × wrong or empty body'))
  expect(samples).toEqual([])
})

const nothing = { ...load, requests: 0, latency: null }

test('a short window in which no request ends is measured once more as the longest, for the machine may have been the reason', async () => {
  const { context } = scripted(origin(), {
    load: (step, seconds) => (step === 'window' && seconds < 1 ? nothing : load),
  })
  const { faults, samples } = await measure(scenario, everyServer(scenario), context)
  expect(faults).toEqual([])
  expect(samples).toHaveLength(2 * 3 * 3)
  expect(samples.every(({ requests }) => requests === load.requests)).toBe(true)
})

test('a server that answers nothing in the longest window either is at fault', async () => {
  const asked: number[] = []
  const { context } = scripted(origin(), {
    load: (step, seconds) => {
      if (step === 'window') asked.push(seconds)
      return step === 'window' ? nothing : load
    },
  })
  const { faults, samples } = await measure(scenario, everyServer(scenario), context)
  expect(faults.map(({ server, reason }) => [server, reason])).toContainEqual([
    'a',
    'a answered nothing in 0.50 s of load',
  ])
  expect(samples).toEqual([])
  expect(new Set(asked)).toEqual(new Set([0.08, 1]))
})

test('where one launch fails by what is no fault of its server, the others of its wave are stopped', async () => {
  const { events, context } = scripted(origin(), {
    launch: (name) => {
      if (name === 'b') throw new Error('EMFILE')
    },
  })
  await expect(measure(scenario, everyServer(scenario), context)).rejects.toThrow('EMFILE')
  expect(events.filter((event) => event.startsWith('stop')).toSorted()).toEqual(['stop head a', 'stop head reference'])
})
