import { noFailures } from '../../src/model/measurement.ts'
import { ofCounts } from '../../src/verdict/count-messages.ts'
import { messages } from '../../src/verdict/messages.ts'
import type { Report } from '../../src/model/report.ts'
import {
  cell,
  changed,
  claim,
  counted,
  countedReport,
  HOME,
  invalidCell,
  limited,
  MACHINE,
  firstBaseline,
  noBaseline,
  report,
  scenarioOf,
  server,
  SMALL,
  tooNoisy,
  type Change,
  type Own,
} from './cells.ts'

/** Reports as runs give them. */

/** Nothing to see. */
export const holding = report([
  ...server('node-http', { speed: 1.4 }),
  ...server('fastify', { speed: 1.3 }),
  ...server('fastify-on-http', { speed: 1.2 }),
  ...server('express', { speed: 0.8 }),
  ...server('fastify-cluster-2', { speed: 2.2 }),
  ...server('node-http', { scenario: SMALL, speed: 2 }),
  ...server('fastify', { scenario: SMALL, speed: 1.8 }),
])

/** One server got slower, the p99 of others cannot be decided, three servers cannot run here. */
export const red = report(
  [
    ...server('node-http', { speed: 1.4 }),
    ...server('fastify', {
      throughput: changed('regressed', 0.807, 0.023),
      cpuPerRequest: changed('regressed', 1.413, 0.034),
      latencyP50: changed('regressed', 1.296, 0.041),
      latencyP90: tooNoisy(1.155, 0.18),
    }),
    ...server('fastify-on-http', { latencyP99: tooNoisy(1.346, 0.71) }),
    ...server('express', { speed: 0.8, memory: changed('improved', 0.71, 0.02) }),
    ...server('fastify-cluster-1', { speed: 1.9 }),
    ...server('fastify-cluster-2', { speed: 2.2, latencyP99: tooNoisy(0.96, 0.58) }),
    ...server('node-http', { scenario: SMALL, speed: 2.1 }),
    ...server('fastify', { scenario: SMALL, speed: 1.9, throughput: changed('regressed', 0.61, 0.05) }),
  ],
  {
    skipped: [
      { server: 'flask', reason: 'Python 3 with Flask is not installed' },
      { server: 'tornado', reason: 'Python 3 with Tornado is not installed' },
      { server: 'gunicorn', reason: 'Python 3 with Flask is not installed' },
    ],
  },
)

const disturbed: Own = {
  each: {
    verdict: 'unsure',
    reason: messages.machineBusy({ cores: 0.83, neighbour: null, seconds: 60 }),
    launches: 3,
    detectable: 0.34,
  },
}

function bound(share: number): Own {
  const blank: Change = { baseline: null, current: null, change: null, detectable: null }
  const all: Change = { ...blank, verdict: 'unsure', reason: messages.generatorBound({ share }) }
  return { scenario: SMALL, throughput: all, latencyP50: all, latencyP90: all, latencyP95: all, latencyP99: all }
}

const ELSEWHERE = 'intel-xeon-8272cl-2-cores-linux-x64'
const drifted =
  'Even the frozen references differ from when the baseline was recorded: one seems to have moved by 9.4 % in throughput.'
const thrownAway =
  '11 rounds were thrown away because something else used up to 0.83 cores: no verdict is hurt by it, but fewer launches were measured. Close what runs beside the gate.'

/** A neighbour kept the machine busy, small answers kept the generator busy, and the machine is in another state. */
export const unsure = report(
  [
    ...server('node-http', disturbed),
    ...server('fastify', disturbed),
    ...server('express', disturbed),
    ...server('fastify-cluster-2', {
      latencyP99: {
        verdict: 'unsure',
        reason: messages.tooFewLaunches({ launches: 3, beside: { recorded: 6, needed: 6 } }),
        change: { estimate: 0.081, low: null, high: null },
        launches: 3,
        detectable: null,
      },
    }),
    ...server('node-http', bound(0.97)),
    ...server('fastify', bound(0.931)),
    ...server('express', bound(1)),
  ],
  {
    scenarios: [
      scenarioOf(HOME, { baseline: ELSEWHERE, busyRounds: 11, notes: [thrownAway, drifted] }),
      scenarioOf(SMALL, { baseline: ELSEWHERE, notes: [drifted] }),
    ],
  },
)

/** One server answers wrongly, one died, and one is slower. */
export const invalid = report([
  ...server('node-http', { speed: 1.4 }),
  invalidCell(
    'fastify',
    messages.tooManyFailures({
      failures: { ...noFailures, status: 128, body: 2 },
      sent: 8804,
      statuses: [],
      allowed: 0,
    }),
  ),
  invalidCell('express', 'express gave no answer to / within 30 s'),
  ...server('fastify-on-http', { throughput: changed('regressed', 0.62, 0.02) }),
])

const nothing = { baseline: null, current: null, change: null } as const

/** All hold their baselines but one that died; of what is said of them beside each other one thing is true, and one is not. */
export const limits = report([
  ...server('node-http', { speed: 1.4 }),
  ...server('fastify'),
  limited('fastify', { metric: 'latencyP99', limit: { below: 0.0015 }, ...changed('regressed', 1.293, 0.08) }),
  limited('fastify', { metric: 'throughput', limit: { above: 1000 }, ...changed('holds', 10.4, 0.4) }),
  limited('fastify', { metric: 'failedRequests', limit: { below: 0.001 }, ...changed('holds', 0.9995, 0.0002) }),
  limited('node-http', {
    metric: 'instructions',
    limit: { below: 2.14e6 },
    ...changed('unsure', 0.9993, 0.0011),
    reason: ofCounts.countsTooNear({ launches: 4, spread: 0.0007 }),
  }),
  limited('node-http', {
    ...nothing,
    metric: 'latencyP50',
    limit: { below: 0.001 },
    verdict: 'unsure',
    reason: messages.generatorBound({ share: 0.97 }),
    launches: 0,
  }),
])

export const claims = report([
  ...server('node-http', { speed: 1.4 }),
  ...server('fastify'),
  ...server('express', { speed: 0.8 }),
  invalidCell('fastify-cluster-2', 'it ended with exit code 7'),
  claim('node-http', 'express', 1.1, changed('holds', 1.59, 0.03)),
  claim('fastify', 'express', 1.5, changed('regressed', 0.83, 0.02)),
  claim('fastify', 'express', 1.2, {
    ...changed('unsure', 0.97, 0.06),
    metric: 'latencyP50',
    reason: messages.tooClose({ waves: 4 }),
    launches: 4,
  }),
  claim('node-http', 'fastify', 1, {
    ...nothing,
    verdict: 'unsure',
    reason: messages.generatorBound({ share: 0.97 }),
    launches: 0,
  }),
  claim('express', 'fastify-cluster-2', 1, {
    ...nothing,
    verdict: 'invalid',
    reason: messages.ofTheOther({ other: 'fastify-cluster-2', reason: 'it ended with exit code 7' }),
    launches: 0,
  }),
])

/** A baseline is recorded: changes were meant, one server is new. */
export const update = report(
  [
    ...server('node-http', { speed: 1.4 }),
    ...server('fastify', {
      cpuPerRequest: changed('regressed', 1.21, 0.02),
      memory: changed('improved', 0.62, 0.02),
    }),
    ...server('koa', { speed: 1.1, each: noBaseline }),
    ...server('fastify', { scenario: SMALL, speed: 1.9 }),
  ],
  {
    mode: 'update',
    written: [
      `baselines/${MACHINE}/home-page-at-4-connections.json`,
      `baselines/${MACHINE}/small-answer-at-32-connections.json`,
    ],
  },
)

/** The first run ever: what was measured becomes the baseline. */
export const first = report(
  [...server('node-http', { speed: 1.4, each: firstBaseline }), ...server('fastify', { each: firstBaseline })],
  {
    scenarios: [scenarioOf(HOME, { baseline: null })],
    written: [`baselines/${MACHINE}/home-page-at-4-connections.json`],
  },
)

const ESCAPES = '\u001B[2J\u001B[31mgone\u001B]0;title\u0007'
const BIDI = 'abc\u202Etxt.exe\u2069'

/** Names that try to break the table, the page, the terminal and the log. */
export const hostile = report(
  [
    ...server('<img src=x onerror=alert(1)>', { throughput: changed('regressed', 0.5, 0.01) }),
    ...server('| a | b |\n|---|---|\n::error::gone'),
    ...server(ESCAPES, { memory: tooNoisy(1.1, 0.3) }),
    ...server(BIDI),
    ...server('漢字サーバー 한국어 🚀👩‍💻👍🏽 e\u0301'),
    ...server('@octocat `code` **bold** [link](https://example.com) #1 &amp; \\| ~~x~~ $x$'),
    ...server('n'.repeat(200)),
    claim('fastify', '</td>|`@team`\n::error::x', 1.5, changed('regressed', 0.5, 0.01)),
    invalidCell('::warning::x', '`</td>` | @team\r\n::set-output name=a::b ##[error]x www.example.com'),
    ...server('fastify', { scenario: `::error::${'long title '.repeat(15)}| <b>` }),
  ],
  { skipped: [{ server: ESCAPES, reason: BIDI }], written: ['a|b\n.json'] },
)

const CLASSICS = 'the classics: home page, 4 new connections at a time'
const WORKERS = 'workers: 13 bytes at 400 connections'

/** The scenarios of the showcase, with their sixteen servers. */
const SHOWCASE: Readonly<Record<string, readonly string[]>> = {
  [HOME]: ['node-http', 'fastify', 'fastify-on-http', 'express'],
  [SMALL]: ['fastify', 'fastify-cluster-1', 'fastify-cluster-2', 'fastify-cluster-4'],
  [CLASSICS]: ['node-http', 'fastify', 'pure_flask', 'pure_tornado', 'tornado_flask', 'gevent_flask', 'gevent_tornado'],
  [WORKERS]: [
    'fastify-cluster-1',
    'fastify-cluster-2',
    'fastify-cluster-4',
    'gunicorn_flask',
    'gunicorn_gevent_flask_1',
    'gunicorn_gevent_flask_2',
    'gunicorn_gevent_flask_4',
  ],
}

/** What a shared machine leaves of timed metrics: many of them are unsure. */
const NOISE: readonly Own[] = [
  { latencyP90: tooNoisy(1.155, 0.28), latencyP99: tooNoisy(1.346, 0.71) },
  {},
  {
    throughput: tooNoisy(0.968, 0.14),
    latencyP50: tooNoisy(1.03, 0.16),
    latencyP90: tooNoisy(0.99, 0.31),
    latencyP99: tooNoisy(1.38, 0.81),
  },
  { memory: changed('improved', 0.71, 0.02), latencyP99: tooNoisy(0.96, 0.58) },
]

/** Every server of the showcase as counted and as timed, except for what is said. */
function showcase(own: Readonly<Record<string, { readonly counted?: Change; readonly timed?: Own }>> = {}) {
  return Object.entries(SHOWCASE).flatMap(([scenario, names]) =>
    names.flatMap((name, index) => {
      const { counted: count = {}, timed = NOISE[index % NOISE.length] ?? {} } = own[`${name}, ${scenario}`] ?? {}
      return [
        counted(name, { scenario, spread: 0.0001 * (1 + (index % 3)), ...count }),
        ...server(name, { scenario, speed: 1 / (1 + index / 4), ...timed }),
      ]
    }),
  )
}

/** Nothing to see: all sixteen hold, on a machine on which half of the timed metrics are unsure. */
export const counts = countedReport(showcase())

/** One of sixteen got one middleware more. */
export const middleware = countedReport(
  showcase({
    [`express, ${HOME}`]: {
      counted: {
        ...changed('regressed', 1.031, 0.0017),
        baseline: 2_614_400,
        current: 2_695_446,
        launches: 3,
        spread: 0.0003,
      },
      timed: { ...NOISE[2], cpuPerRequest: tooNoisy(1.034, 0.12) },
    },
  }),
)

/** A sleep of 5 ms: no more work, and yet much slower. */
export const sleep = countedReport(
  ['node-http', 'fastify', 'express'].flatMap((name) => [
    counted(name),
    ...server(
      name,
      name === 'fastify'
        ? {
            throughput: changed('regressed', 0.064, 0.004),
            latencyP50: changed('regressed', 15.1, 0.9),
            latencyP90: changed('regressed', 11.2, 1.1),
            latencyP95: changed('regressed', 8.1, 1),
            latencyP99: changed('regressed', 4.1, 0.9),
            cpuPerRequest: tooNoisy(1.08, 0.14),
          }
        : NOISE[0],
    ),
  ]),
)

const timedToday = (values: readonly number[]) => ({ before: [], now: values })

/** In CI, on a kind of machine without a timed baseline: counts decide, and what was timed is shown. */
const shownOnly = countedReport(
  ['node-http', 'fastify'].flatMap((name) => [counted(name), cell({ server: name, metric: 'failedRequests' })]),
)
export const shown: Report = {
  ...shownOnly,
  servers: shownOnly.servers.map((one, index) => ({
    ...one,
    values: {
      throughput: timedToday([4180, 4310 + 90 * index, 4420]),
      cpuPerRequest: timedToday([211e-6, 203e-6, 196e-6]),
      latencyP50: timedToday([0.000_71, 0.000_69, 0.000_74]),
    },
  })),
}

/** The same machine without valgrind. */
export const uncounted = report(
  [...server('node-http', NOISE[0]), ...server('fastify'), ...server('express', NOISE[2])],
  {
    scenarios: [scenarioOf(HOME, { counted: { notCounted: 'valgrind is not installed (apt-get install valgrind)' } })],
  },
)

/** The first run that counts: three servers are recorded, and one cannot be counted. */
export const firstCounts = countedReport([
  ...['node-http', 'fastify', 'express'].flatMap((name) => [
    counted(name, {
      verdict: 'unsure',
      reason: ofCounts.noCountedBaseline,
      baseline: null,
      change: null,
      detectable: null,
      recorded: true,
      launches: 4,
    }),
    ...server(name, NOISE[0]),
  ]),
  counted('slow', {
    verdict: 'unsure',
    reason: ofCounts.notCounted({ reason: 'it answers so slowly under valgrind that 90 s were not enough' }),
    baseline: null,
    current: null,
    change: null,
    detectable: null,
    launches: 0,
    spread: null,
  }),
  ...server('slow'),
])
