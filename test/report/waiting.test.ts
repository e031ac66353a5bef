import { describe, expect, test } from 'vitest'
import type { Waiting } from '../../src/model/waiting.ts'
import { markdownReport } from '../../src/report/markdown.ts'
import { terminalTable } from '../../src/report/terminal.ts'
import { waitingSentence, waitLines } from '../../src/report/waiting-lines.ts'
import { cell, report } from './cells.ts'
import { fastifyWaiting, todayWaiting } from './waitings.ts'

const sentence = (more: Partial<Waiting>) => waitingSentence({ ...fastifyWaiting, ...more })

describe('the sentence says of a request', () => {
  test.for<[string, Partial<Waiting>, string | null]>([
    [
      'that it waits longer for the same work',
      {},
      'The same work, more waiting: 0.630 → 5.53 ms per request off the CPU, 210 → 220 µs on it.',
    ],
    [
      'that it waits longer, where nobody counted its work',
      { instructionsHold: null },
      'More waiting: 0.630 → 5.53 ms per request off the CPU, 210 → 220 µs on it.',
    ],
    [
      'that it is on the CPU for longer',
      { latency: { before: 0.001, now: 0.002 }, onCpu: { before: 0.000_2, now: 0.001 } },
      'The same instructions, more time on the CPU: 0.200 → 1.00 ms per request.',
    ],
    [
      'that it did not take longer when it was watched',
      { latency: { before: 0.001, now: 0.001 } },
      'In the launches that were watched, requests do not take longer on average: 1.00 → 1.00 ms.',
    ],
    [
      'that it takes longer, where nobody knows the CPU',
      { onCpu: { before: null, now: null } },
      'A request takes longer: 0.840 → 5.75 ms.',
    ],
    ['what it takes, without another side', todayWaiting, 'A request takes 6.00 ms, with 300 µs on the CPU.'],
    ['nothing, where it could not be watched', { latency: { before: null, now: null } }, null],
  ])('%s', ([, more, expected]) => {
    expect(sentence(more)).toBe(expected)
  })
})

test('a line says how much, for what and where, and small parts are left out', () => {
  expect(waitLines(fastifyWaiting, String)).toEqual([
    { amount: '+4.60 ms', what: 'in a timer (setTimeout)', place: 'servers/fastify/main.ts:12 handler' },
    { amount: '+300 µs', what: 'for a file', place: 'servers/fastify/main.ts:20 (anonymous)' },
  ])
  expect(waitLines(todayWaiting, String)).toEqual([{ amount: '5.00 ms', what: 'asleep in clock_nanosleep', place: '' }])
})

const late = { verdict: 'regressed', change: { estimate: 5, low: 4.9, high: 5.1 } } as const
const red = report(
  [
    cell({ metric: 'instructions' }),
    cell({ metric: 'throughput', ...late, change: { estimate: -0.8, low: -0.9, high: -0.7 } }),
    cell({ metric: 'latencyP50', ...late }),
  ],
  { waiting: [fastifyWaiting] },
)

test.for([80, 120])('a terminal of %i columns has it once, below the first red row of the server', (columns) => {
  const lines = terminalTable(red, { columns, colour: false }).split('\n')
  const at = lines.findIndex((line) => line.startsWith('  waits  The same work, more waiting: '))
  expect(lines[at - 1]).toMatch(/^regressed +fastify/)
  expect(lines.filter((line) => line.includes('more waiting'))).toHaveLength(1)
  expect(lines.slice(at, at + 5).join('\n')).toMatch(
    /\n {9}\+4\.60 ms {2}in a timer \(setTimeout\) {2}servers\/.*handler\n {9} \+300 µs {2}for a file/,
  )
  expect(lines.every((line) => line.length <= columns)).toBe(true)
})

test.for([
  ['all of a mix, where that is red, too', 0.5, 'fastify '],
  ['one request, where nothing else is red', 0, 'fastify › read'],
] as const)('it stands below the row about %s', ([, whole, where]) => {
  const change = { estimate: whole, low: whole - 0.1, high: whole + 0.1 }
  const verdict = whole > 0 ? 'regressed' : 'holds'
  const cells = [
    cell({ metric: 'latencyP50', verdict, change }),
    cell({ server: 'fastify › read', metric: 'latencyP50', ...late }),
  ]
  const lines = terminalTable(report(cells, { waiting: [fastifyWaiting] }), { columns: 120, colour: false }).split('\n')
  expect(lines[lines.findIndex((line) => line.startsWith('  waits  ')) - 1]).toMatch(`regressed  ${where}`)
})

test('a comment has it before the tables', () => {
  const text = markdownReport(red)
  expect(text).toContain(`### What requests of fastify wait for: ${fastifyWaiting.scenario}

- The same work, more waiting: 0.630 → 5.53 ms per request off the CPU, 210 → 220 µs on it.
- +4.60 ms · in a timer (setTimeout) · servers/fastify/main.ts:12 handler
- +300 µs · for a file · servers/fastify/main.ts:20 (anonymous)
`)
})
