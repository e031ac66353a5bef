import { describe, expect, test } from 'vitest'
import { timedMetrics, type Metric } from '../../src/model/metrics.ts'
import { noFailures } from '../../src/model/measurement.ts'
import { judge } from '../../src/verdict/judge.ts'
import { recordingOf } from '../../src/verdict/recording.ts'
import { against, measurement } from './measured.ts'

const wordsOf = (verdicts: ReturnType<typeof judge>) =>
  Object.fromEntries(verdicts.map(({ metric, verdict }) => [metric, verdict])) as Record<Metric, string>

test('unchanged code holds in every metric', () => {
  const words = wordsOf(judge(measurement(6), 'fastify', against(), undefined))
  expect(words).toEqual(Object.fromEntries(timedMetrics('closed').map((metric) => [metric, 'holds'])))
})

test('half as slow again regressed in throughput, CPU and median latency, and memory holds', () => {
  const words = wordsOf(judge(measurement(6, 1.5), 'fastify', against(), undefined))
  expect(words).toMatchObject({
    throughput: 'regressed',
    cpuPerRequest: 'regressed',
    latencyP50: 'regressed',
    memory: 'holds',
  })
})

test('the baseline of a row is the recorded ratio applied to the references of today', () => {
  const [row] = judge(measurement(6, 1.25), 'fastify', against(), undefined)
  expect(row?.current).toBeCloseTo(8000, -2)
  expect(row?.baseline).toBeCloseTo(10_000, -2)
})

test('a tolerance given to the matcher wins over the scenario and the metric', () => {
  const slower = measurement(6, 1.15)
  expect(wordsOf(judge(slower, 'fastify', against(), undefined)).cpuPerRequest).toBe('regressed')
  expect(wordsOf(judge(slower, 'fastify', against(), 0.3)).cpuPerRequest).toBe('holds')
  expect(wordsOf(judge(slower, 'fastify', against(), { throughput: 0.3 }))).toMatchObject({
    throughput: 'holds',
    cpuPerRequest: 'regressed',
  })
})

const word = (change: Parameters<typeof measurement>[2]) =>
  judge(measurement(6, 1, change), 'fastify', against(), undefined)

const bound = (waves: number) => {
  const whole = measurement(waves)
  return { ...whole, samples: whole.samples.map((window) => ({ ...window, generatorCores: 0.97 })) }
}

describe('a measurement that cannot be used', () => {
  test('one wrong body in 60,000 is invalid, and says which kind of failure it was', () => {
    const { samples } = measurement(6)
    const wrong = samples.map((window, index) =>
      index === 2 ? { ...window, failures: { ...noFailures, body: 1 } } : window,
    )
    const verdicts = word({ samples: wrong })
    expect(verdicts).toHaveLength(1)
    expect(verdicts[0]).toMatchObject({ verdict: 'invalid', metric: 'failedRequests' })
    expect(verdicts[0]?.reason).toContain('1 × wrong or empty body')
  })

  test('a server that died is invalid with the reason', () => {
    expect(word({ faults: [{ server: 'fastify', side: 'head', reason: 'it ended with exit code 7' }] })).toMatchObject([
      { verdict: 'invalid', reason: 'it ended with exit code 7' },
    ])
  })

  test('a fault of one reference is the fault of all', () => {
    expect(word({ faults: [{ server: 'reference-large', side: 'head', reason: 'it never listened' }] })).toMatchObject([
      { verdict: 'invalid', reason: 'the reference server reference-large failed: it never listened' },
    ])
  })

  test('failures within the allowance are no fault', () => {
    const { samples, scenario } = measurement(6)
    const some = samples.map((window) => ({ ...window, failures: { ...noFailures, timeout: 5 } }))
    expect(wordsOf(word({ samples: some, scenario: { ...scenario, allowedFailures: 0.01 } })).throughput).toBe('holds')
  })
})

describe('while the generator is the bottleneck', () => {
  test('throughput and latency are unsure without a number, CPU and memory still gate', () => {
    const verdicts = judge(bound(6), 'fastify', against(), undefined)
    expect(wordsOf(verdicts)).toMatchObject({
      throughput: 'unsure',
      latencyP99: 'unsure',
      cpuPerRequest: 'holds',
      memory: 'holds',
    })
    const throughput = verdicts.find(({ metric }) => metric === 'throughput')
    expect(throughput).toMatchObject({ current: null, baseline: null, change: null })
    expect(throughput?.reason).toContain('generator-bound')
  })

  test('no number of it enters a baseline', () => {
    expect(recordingOf(bound(20), 'fastify')).toMatchObject({
      throughput: { unusable: expect.stringContaining('generator-bound') as string },
      cpuPerRequest: { typical: expect.any(Number) as number },
    })
  })
})

test('a busy machine names its busiest program', () => {
  const busiest = { pid: 4711, name: 'postgres', cores: 0.4 }
  const run = measurement(1, 3, { endedBusy: true, busyCores: 1.04, busiest })
  expect(judge(run, 'fastify', against(), undefined)[0]?.reason).toMatch(
    /used up to 1\.04 cores, above all postgres \(process 4711, 0\.40 cores\), and .* if postgres belongs to the service, say `alongside: \['postgres'\]`/,
  )
})

test('a busy machine is unsure and says how busy, never red', () => {
  const verdicts = judge({ ...measurement(1, 3), endedBusy: true, busyCores: 1.04 }, 'fastify', against(), undefined)
  expect(verdicts.filter(({ metric }) => metric !== 'failedRequests').map(({ verdict }) => verdict)).toEqual(
    Array.from({ length: 7 }, () => 'unsure'),
  )
  expect(verdicts[0]?.reason).toContain('1.04 cores')
})

test('nothing measured is unsure and not a pass', () => {
  const words = wordsOf(judge(measurement(0), 'fastify', against(), undefined))
  expect(new Set(Object.values(words))).toEqual(new Set(['unsure']))
})

test('the same samples give the same verdicts, whatever their order', () => {
  const whole = measurement(6, 1.2)
  const shuffled = { ...whole, samples: whole.samples.toReversed() }
  expect(judge(shuffled, 'fastify', against(), undefined)).toEqual(judge(whole, 'fastify', against(), undefined))
})

test('a p99 of too few answers says how many it needs', () => {
  const few = measurement(6)
  const samples = few.samples.map((window) => ({ ...window, requests: 400 }))
  const p99 = judge({ ...few, samples }, 'fastify', against(), undefined).find(({ metric }) => metric === 'latencyP99')
  expect(p99).toMatchObject({
    verdict: 'unsure',
    reason: 'no launch gave the 1000 answers that a p99 needs; a longer LOADGATE_BUDGET has more',
  })
})

test('a baseline without a p95 is held in everything else, and says nothing of it', () => {
  const { metrics, references } = against()
  const { latencyP95: _, ...old } = metrics
  const words = wordsOf(judge(measurement(6, 1.5), 'fastify', { metrics: old, references }, undefined))
  expect(words).not.toHaveProperty('latencyP95')
  expect(words).toMatchObject({ latencyP50: 'regressed', latencyP99: 'unsure', memory: 'holds' })
  expect(Object.keys(words)).toHaveLength(timedMetrics('closed').length - 1)
})

test('windows without a p95 have no verdict on it, and record none', () => {
  const whole = measurement(6)
  const samples = whole.samples.map((window) => ({ ...window, latency: { p50: 0.0004, p90: 0.0006, p99: 0.001 } }))
  const old = { ...whole, samples }
  expect(wordsOf(judge(old, 'fastify', against(), undefined))).not.toHaveProperty('latencyP95')
  expect(recordingOf(old, 'fastify')).not.toHaveProperty('latencyP95')
})

describe('a server that is answered for by a process which its command did not start', () => {
  const stranger = { kind: 'stranger', pid: 1234, name: 'node' } as const
  const run = (slower: number) => {
    const { samples, ...rest } = measurement(6, slower, { unmeasured: { fastify: stranger } })
    const unknown = samples.map((one) => (one.server === 'fastify' ? { ...one, cpu: null, memory: null } : one))
    return { ...rest, samples: unknown }
  }

  test('has no CPU and no memory, never 0, and the reason names it', () => {
    const rows = judge(run(1), 'fastify', against(), undefined)
    for (const metric of ['cpuPerRequest', 'memory']) {
      expect(rows.find((row) => row.metric === metric)).toMatchObject({
        verdict: 'unsure',
        current: null,
        reason: 'cannot be measured: what listens is process 1234 (node), which the command did not start',
      })
    }
  })

  test('is held in throughput and latency all the same', () => {
    expect(wordsOf(judge(run(1), 'fastify', against(), undefined))).toMatchObject({
      throughput: 'holds',
      latencyP50: 'holds',
    })
    expect(wordsOf(judge(run(1.5), 'fastify', against(), undefined))).toMatchObject({
      throughput: 'regressed',
      latencyP50: 'regressed',
    })
  })

  test('is recorded without a number for both, and the reason is the same in every recording', () => {
    const recording = recordingOf(run(1), 'fastify')
    const unusable = 'cannot be measured: what listens is node, which the command did not start'
    expect(recording).toMatchObject({ cpuPerRequest: { unusable }, memory: { unusable } })
    expect(recording.throughput).toHaveProperty('launches')
  })
})
