import type { Counting } from '../../../src/cli/doctor/counting.ts'
import type { Diagnosis } from '../../../src/cli/doctor/diagnosis.ts'
import type { Noise } from '../../../src/cli/doctor/noise.ts'
import type { CountIdentity } from '../../../src/model/count.ts'
import { machine } from '../../baseline/baselines.ts'

const own = { node: machine.node } as const

/** A machine that tells everything, with a baseline of its own. */
export const open: Diagnosis = {
  version: '0.1.0',
  machine,
  surroundings: {
    kernel: '6.8.0-60-generic',
    microcode: '0x2b000620',
    hypervisor: false,
    product: 'Some Maker Some Desktop',
    quota: 1.5,
    governor: 'powersave',
    hugePages: 'madvise',
    load: [0.31, 0.5, 12],
    stolen: 0,
    proc: true,
  },
  tools: [
    { name: 'wrk', state: 'there', version: '4.1.0' },
    { name: 'ab', state: 'there', version: '2.3' },
    { name: 'vegeta', state: 'there', version: '12.13.0' },
    { name: 'python3', state: 'there', version: '3.12.3' },
  ],
  baselines: {
    scenarios: [
      {
        title: 'home page at 4 connections',
        ...own,
        recordings: [
          {
            servers: ['express', 'fastify'],
            at: '2026-11-20T12:00:00.000Z',
            commit: 'c0ffee1'.repeat(5),
            dirty: false,
          },
        ],
      },
    ],
    problems: [],
  },
  folder: 'baselines',
  now: Date.parse('2026-11-20T13:01:00.000Z') / 1000,
}

/** A machine that tells nothing, with baselines that are another's, broken or a nuisance. */
export const closed: Diagnosis = {
  ...open,
  surroundings: {
    kernel: '24.0.0',
    microcode: null,
    hypervisor: null,
    product: null,
    quota: null,
    governor: null,
    hugePages: null,
    load: null,
    stolen: null,
    proc: false,
  },
  tools: [
    { name: 'wrk', state: 'missing', version: null },
    { name: 'ab', state: 'silent', version: null },
    { name: 'vegeta', state: 'too old', version: '12.7.0' },
    { name: 'python3', state: 'too old', version: '3.9.18' },
  ],
  baselines: {
    scenarios: [
      {
        title: 'home page\u001B[2J at 4 connections',
        node: '22.19.0',
        recordings: [
          { servers: ['fastify'], at: '2026-11-01T12:00:00.000Z', commit: 'c0ffee1'.repeat(5), dirty: true },
          { servers: ['express', '文字::error'], at: '2026-11-19T12:00:00.000Z', commit: null, dirty: false },
        ],
      },
      {
        title: 'of others',
        elsewhere: ['darwin-arm64-8-cores-apple-m2', 'linux-x64-4-cores-other-cpu-25-1-1'],
      },
      {
        title: 'small',
        problem:
          'baselines/elsewhere/small.json is not JSON from line 1, column 12 on (Unexpected end): it was cut off.',
      },
    ],
    problems: ['baselines/cut-off/other.json is not a valid baseline: `scenario` is missing.'],
  },
}

/** No folder of baselines yet. */
export const fresh: Diagnosis = { ...open, baselines: { scenarios: [], problems: [] } }

const pace = { slices: 100, best: 0.0451, median: 0.0459, spread: 0.011, worst: 0.09, quiet: 0.82 } as const

export const quiet: Noise = {
  paces: [
    { kind: 'calculation', ...pace },
    { kind: 'memory', ...pace, best: 0.0486, median: 0.0512, spread: 0.0512, quiet: 0.41 },
  ],
  others: { typical: 0.002, most: 0.021, busySeconds: 0, seconds: 10 },
  stolen: 0.0012,
  busy: [],
  judgement: 'quiet',
}

export const uneven: Noise = {
  ...quiet,
  paces: [
    { kind: 'calculation', ...pace, median: 0.0525, spread: 0.117, worst: 0.29, quiet: 0.12 },
    { kind: 'memory', ...pace },
  ],
  judgement: 'uneven',
}

export const busy: Noise = {
  ...quiet,
  others: { typical: 1.02, most: 1.56, busySeconds: 9, seconds: 10 },
  busy: [
    { pid: 4711, name: 'node main.ts', cores: 0.93 },
    { pid: 4712, name: 'a::b', cores: 0.2 },
    { pid: 4713, name: 'tsc', cores: 0.1 },
    { pid: 4714, name: 'sh', cores: 0.06 },
    { pid: 4715, name: 'sh', cores: 0.06 },
  ],
  judgement: 'busy',
}

/** Nothing to read from: no /proc. */
export const blind: Noise = { ...quiet, others: null, stolen: null }

const identity: CountIdentity = {
  runtime: 'node 24.21.0',
  binary: '0123456789abcdef',
  libc: 'glibc 2.36',
  valgrind: '3.19.0',
  arch: 'x64',
  method: 1,
}

const recordings = [
  {
    servers: ['express', 'fastify'],
    at: '2026-11-20T12:00:00.000Z',
    commit: 'c0ffee1'.repeat(5),
    dirty: false,
  },
]

/** Counting works, and one baseline fits. */
export const counting: Counting = {
  valgrind: '3.19.0',
  trial: {
    path: '/',
    launch: {
      server: 'reference',
      side: 'head',
      blocks: [951_900, 952_010, 952_300, 951_950, 952_100, 952_200].map((each) => ({
        requests: 64,
        instructions: each * 64,
      })),
      processes: 1,
      seconds: 9.84,
    },
  },
  identities: new Map([
    ['express', identity],
    ['fastify', identity],
  ]),
  baselines: {
    scenarios: [
      { title: 'home page at 4 connections', recordings, identities: { express: identity, fastify: identity } },
    ],
    problems: [],
  },
}

/** The server cannot be counted, and the baselines are another's, broken or a nuisance. */
export const uncountable: Counting = {
  ...counting,
  trial: { notCounted: 'Server "first" ended with exit code 3. The last that it printed:\n  | ::error::no\u001B[2J' },
  baselines: {
    scenarios: [
      {
        title: 'home page\u001B[2J at 4 connections',
        recordings: [{ ...recordings[0]!, servers: ['express', 'fastify', '文字::error'] }],
        identities: {
          express: { ...identity, libc: 'glibc 2.39', valgrind: '3.22.0' },
          fastify: { ...identity, runtime: 'node 22.19.0' },
          '文字::error': identity,
        },
      },
      {
        title: 'small',
        problem: 'baselines/counted/small.json is not JSON from line 1, column 12 on (Unexpected end): it was cut off.',
      },
    ],
    problems: ['baselines/counted/other.json is not a valid baseline: `scenario` is missing.'],
  },
}

export const noValgrind: Counting = {
  valgrind: null,
  trial: { notCounted: 'valgrind is not installed (`sudo apt-get install valgrind`)' },
  identities: new Map(),
  baselines: counting.baselines,
}
