import { expect, test } from 'vitest'
import type { Metric } from '../../src/model/metrics.ts'
import { modeNote } from '../../src/verdict/mode-notes.ts'
import type { ModeLaunch } from '../../src/verdict/modes.ts'

type Levels = Partial<Record<Metric, readonly (readonly [count: number, level: number, gc?: number | undefined])[]>>

function by(levels: Levels): (metric: Metric) => readonly ModeLaunch[] {
  return (metric) =>
    (levels[metric] ?? []).flatMap(([count, level, gc]) =>
      Array.from({ length: count }, () => ({ value: Math.log(level), gc: gc ?? null })),
    )
}

function note(
  now: Levels,
  before: Levels = {},
  runtime: 'plain' | 'steady' | null = 'plain',
  where: 'baseline' | 'base' = 'baseline',
) {
  return modeNote({ server: 'fastify', runtime, now: by(now), before: by(before), where })
}

const steady = "If it is a Node server, `runtime: 'steady'` in its definition makes launches differ less."

test('a slow mode is told with its share, its cost, what that means and what to do', () => {
  expect(
    note({
      cpuPerRequest: [
        [6, 1],
        [2, 1.63],
      ],
    }),
  ).toBe(
    `2 of 8 launches of fastify ran in a slow mode: +63 % CPU per request. Its intervals span both modes, so only larger changes can be shown. ${steady}`,
  )
})

test('as often as before, it is told with the share of then', () => {
  expect(
    note(
      {
        cpuPerRequest: [
          [6, 1],
          [2, 1.63],
        ],
      },
      {
        cpuPerRequest: [
          [17, 1],
          [3, 1.63],
        ],
      },
    ),
  ).toContain('2 of 8 launches of fastify ran in a slow mode (3 of 20 in the baseline): +63 % CPU per request. Its')
})

test('slow launches that have become more are a finding of their own', () => {
  const [now, before]: [Levels, Levels] = [
    {
      cpuPerRequest: [
        [3, 1.01],
        [5, 1.6],
      ],
    },
    {
      cpuPerRequest: [
        [19, 1],
        [1, 1.6],
      ],
    },
  ]
  expect(note(now, before)).toBe(
    `slow launches of fastify: 5 of 8 now, 1 of 20 in the baseline (p = 0.003): the code may have tipped the runtime into it. The slow mode is +60 % CPU per request; the other launches changed by +1 %. ${steady}`,
  )
  expect(note(now, before, 'plain', 'base')).toContain('5 of 8 now, 1 of 20 on base (p = 0.003)')
})

test('a chance of one in a hundred is enough, and more is not', () => {
  const before: Levels = {
    cpuPerRequest: [
      [18, 1],
      [2, 1.6],
    ],
  }
  expect(
    note(
      {
        cpuPerRequest: [
          [3, 1],
          [5, 1.6],
        ],
      },
      before,
    ),
  ).toContain('(p = 0.009)')
  expect(
    note(
      {
        cpuPerRequest: [
          [4, 1],
          [4, 1.6],
        ],
      },
      before,
    ),
  ).toContain('4 of 8 launches of fastify ran')
  expect(note({ cpuPerRequest: [[8, 1.6]] }, before)).toContain('8 of 8 now, 2 of 20 in the baseline (p < 0.001)')
})

test('garbage collection is named as the reason where it takes more in the slow mode', () => {
  expect(
    note({
      cpuPerRequest: [
        [6, 1, 0.01],
        [2, 1.63, 0.14],
      ],
    }),
  ).toContain('+63 % CPU per request; GC took 14 % of a core there, 1 % elsewhere. ')
})

test.for([
  [0.05, 0.03],
  [0.019, 0.001],
])(
  'garbage collection is cleared where it takes %f cores in the slow mode and %f in the other',
  ([slow = 0, fast = 0]) => {
    const told = note({
      cpuPerRequest: [
        [6, 1, fast],
        [2, 1.63, slow],
      ],
    })
    expect(told).toContain('+63 % CPU per request. ')
    expect(told).toContain('GC is not the reason: it took')
  },
)

test('the advice is never what is done already', () => {
  const unknown: Levels = {
    cpuPerRequest: [
      [6, 1],
      [2, 1.63],
    ],
  }
  const known: Levels = {
    cpuPerRequest: [
      [6, 1, 0.01],
      [2, 1.63, 0.01],
    ],
  }
  expect(note(unknown, {}, 'steady')).toMatch(
    /`runtimeReport: true` in its definition shows whether garbage collection is the reason\.$/,
  )
  expect(note(known, {}, 'steady')).toMatch(
    /GC is not the reason: .* LOADGATE_BUDGET=thorough measures more launches\.$/,
  )
  expect(note(unknown, {}, null)).toMatch(/shown\. LOADGATE_BUDGET=thorough measures more launches\.$/)
})

test('more launches are not asked for where there were enough to show more slow ones', () => {
  const now: Levels = {
    cpuPerRequest: [
      [3, 1, 0.01],
      [5, 1.6, 0.01],
    ],
  }
  expect(note(now, { cpuPerRequest: [[20, 1]] }, 'steady')).toMatch(
    /GC is not the reason: it took 1 % of a core there, 1 % elsewhere\.$/,
  )
})

const memory = (gc?: number): Levels => ({
  memory: [
    [6, 1, gc],
    [2, 1.63, gc],
  ],
})

test('memory is no matter of time, so that garbage collection is neither cleared nor asked for', () => {
  for (const gc of [0.01, undefined])
    expect(note(memory(gc), {}, 'steady')).toMatch(/shown\. LOADGATE_BUDGET=thorough measures more launches\.$/)
})

test('of several metrics the first that shows modes is told, CPU before all others', () => {
  const modes = [
    [5, 1],
    [3, 1.5],
  ] as const
  const none = [[8, 1]] as const
  expect(note({ cpuPerRequest: modes, latencyP50: modes, memory: modes })).toContain('CPU per request')
  expect(note({ throughput: modes, memory: modes })).toContain(
    '5 of 8 launches of fastify ran in a slow mode: −33 % throughput',
  )
  expect(note({ cpuPerRequest: none, latencyP50: modes })).toContain(
    '3 of 8 launches of fastify ran in a slow mode: +50 % latency p50',
  )
  expect(note({ cpuPerRequest: none, memory: modes })).toContain(
    '3 of 8 launches of fastify ran in a large mode: +50 % memory',
  )
  expect(note({ cpuPerRequest: none, memory: none })).toBeNull()
})
