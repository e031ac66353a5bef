import { describe, expect, test } from 'vitest'
import { parse } from '../../src/model/error.ts'
import { limitsIn, limitsSchema } from '../../src/model/limits.ts'
import { scenarioSchema } from '../../src/model/scenario.ts'

const limits = (value: unknown) => parse(limitsSchema, value, 'toMeet(limits)')

test('limits in base units are taken as they are', () => {
  const all = {
    latencyP99: { below: 0.05 },
    throughput: { above: 1000 },
    failedRequests: { below: 0.001 },
    instructions: { below: 3e6 },
  }
  expect(limits(all)).toEqual(all)
  expect(limitsIn(limits(all))).toContainEqual({ metric: 'latencyP99', below: 0.05 })
  expect(limitsIn(undefined)).toEqual([])
})

describe('one sentence says what to write for', () => {
  test.for<[unknown, string]>([
    [
      { latencyP99: { below: '50 ms' } },
      '`latencyP99.below` must be a number of seconds and not a text: write 0.05 for "50 ms".',
    ],
    [
      { latencyP95: { below: '1.5s' } },
      '`latencyP95.below` must be a number of seconds and not a text: write 1.5 for "1.5s".',
    ],
    [{ cpuPerRequest: { below: '80 µs' } }, 'write 0.00008 for "80 µs".'],
    [{ memory: { below: '200 MB' } }, 'must be a number of bytes and not a text: write 200000000 for "200 MB".'],
    [
      { failedRequests: { below: '0.1 %' } },
      'must be a share of the requests and not a text: write 0.001 for "0.1 %".',
    ],
    [{ throughput: { above: '1k' } }, 'write 1000 for "1k".'],
    [{ latencyP50: { below: 'fast' } }, 'and not a text: write 0.05 for 50 ms.'],
    [
      { latencyP99: { below: 50 } },
      '`latencyP99.below` must be a number of seconds, and no request may take longer than 10 s: write 0.05 for 50 ms.',
    ],
    [
      { memory: { below: 200 } },
      '`memory.below` must be a number of bytes, and no server has less than 100 kB: write 200e6 for 200 MB.',
    ],
    [{ failedRequests: { below: 5 } }, 'and a share is below 1: write 0.001 for 0.1 %.'],
    [{ instructions: { below: 3 } }, 'and no request takes fewer than 100: write 3e6 for 3 M.'],
    [
      { latencyP99: { below: -0.05 } },
      '`latencyP99.below` must be a number of seconds above 0, such as 0.05 for 50 ms.',
    ],
    [{ failedRequests: { below: 0 } }, '`failedRequests.below` must be a share of the requests above 0'],
    [{ latencyP99: { below: Number.NaN } }, '`latencyP99.below` must be a number of seconds, such as 0.05 for 50 ms.'],
    [{ throughput: { below: 1000 } }, '`throughput` must have `above` in place of `below`, because more is better.'],
    [{ latencyP99: { above: 0.05 } }, '`latencyP99` must have `below` in place of `above`, because less is better.'],
    [{ latencyP99: { below: 0.05, by: 2 } }, '`latencyP99` must have nothing but `below`, and "by" is unknown.'],
    [{ latencyP99: 0.05 }, '`latencyP99` must be an object such as { below: 0.05 }, with a number of seconds.'],
    [
      { latency: { below: 0.05 } },
      'toMeet(limits) has `latency`, which is no metric that can be limited; did you mean `latencyP50`?',
    ],
    [
      { speed: { above: 1 } },
      'toMeet(limits) has `speed`, which is no metric that can be limited: it must map metrics to limits, such as { latencyP99: { below: 0.05 }, throughput: { above: 1000 } }.',
    ],
    [
      { gcInstructions: { below: 1e5 } },
      'has `gcInstructions`, which is no metric that can be limited; did you mean `instructions`?',
    ],
    [{}, 'must have at least one limit.'],
    [[], 'must map metrics to limits'],
    [0.05, 'must map metrics to limits'],
  ])('%j', ([value, sentence]) => {
    const problem = () => limits(value)
    expect(problem).toThrow(sentence)
    expect(problem).toThrow(/^toMeet\(limits\)(: `[^`]+`)? [^\n]+$/)
  })
})

test('limits of a scenario are checked with it', () => {
  const scenario = { title: 'home', servers: ['api'], request: { path: '/' }, load: { connections: 4 } }
  expect(() =>
    parse(scenarioSchema, { ...scenario, limits: { latencyP99: { below: '50 ms' } } }, 'scenario "home"'),
  ).toThrow(
    'scenario "home": `limits.latencyP99.below` must be a number of seconds and not a text: write 0.05 for "50 ms".',
  )
})
