import fc from 'fast-check'
import { METRIC_NAMES } from '../../src/model/metrics.ts'
import type { Report } from '../../src/model/report.ts'
import { WAIT_KINDS, type Waiting } from '../../src/model/waiting.ts'
import type { Where } from '../../src/model/where.ts'
import { WORST_FIRST } from '../../src/model/verdict.ts'
import { cell, report, scenarioOf } from './cells.ts'

const MARKUP = ['|', '`', '<b>', '\\', '@team', '#1', '##[error]', '::error::x', ':']
const INVISIBLE = ['\n', '\r\n', '\t', '\u001B[31m', '\u009B2J', '\u202E', '\u2066', '\u200D', '\uFEFF', '\uD800']
const WIDE = ['👩‍💻', '🇩🇪', '❤️', '漢字', '한국', 'e\u0301']

/** Texts that a user or a server may have written, the nasty ones often. */
export const anyText = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(fc.constantFrom(...MARKUP, ...INVISIBLE, ...WIDE, 'https://', 'www.', 'fastify', ' '), { maxLength: 40 })
    .map((parts) => parts.join('')),
)

const number = fc.oneof(
  fc.double({ min: 0, max: 1e6, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const fraction = fc.oneof(fc.double({ min: -1, max: 3, noNaN: true }), number)

const pair = fc.record({ before: fc.option(number), now: fc.option(number) })

/** Profiles whose stacks may name functions and callers that do not exist. */
const anyWhere: fc.Arbitrary<Where> = fc.record({
  scenario: anyText,
  server: anyText,
  before: fc.option(fc.record({ commit: fc.option(anyText) })),
  seconds: number,
  notes: fc.array(anyText, { maxLength: 2 }),
  total: pair,
  unexplained: fc.option(number),
  functions: fc.array(
    fc.record({
      name: anyText,
      file: fc.option(anyText),
      line: fc.option(fc.nat()),
      package: fc.option(anyText),
      mark: fc.option(fc.constantFrom('new', 'gone', 'renamed', 'moved')),
      formerly: fc.option(anyText),
      change: fc.option(number),
      calling: fc.option(fc.record({ name: anyText, before: number, now: number })),
      own: pair,
      inclusive: pair,
      calls: pair,
    }),
    { maxLength: 12 },
  ),
  stacks: fc.array(fc.tuple(fc.integer({ min: -1, max: 12 }), fc.integer({ min: -1, max: 8 }), number, number), {
    maxLength: 8,
  }),
})

const anyWaiting: fc.Arbitrary<Waiting> = fc.record({
  scenario: anyText,
  server: anyText,
  before: fc.option(fc.record({ commit: fc.option(anyText) })),
  seconds: number,
  instructionsHold: fc.option(fc.boolean()),
  notes: fc.array(anyText, { maxLength: 2 }),
  latency: pair,
  onCpu: pair,
  loopDelay: fc.option(pair),
  switches: pair,
  systemCalls: fc.option(pair),
  waits: fc.array(
    fc
      .record({
        kind: fc.constantFrom(...WAIT_KINDS),
        detail: anyText,
        place: fc.option(
          fc.record({
            name: anyText,
            file: fc.option(anyText),
            line: fc.option(fc.nat()),
            package: fc.option(anyText),
          }),
        ),
        times: pair,
      })
      .map(({ times, ...rest }) => ({ ...rest, ...times })),
    { maxLength: 8 },
  ),
})

const anyVerdict = fc.record({
  metric: fc.constantFrom(...METRIC_NAMES),
  verdict: fc.constantFrom(...WORST_FIRST),
  reason: fc.option(anyText),
  baseline: fc.option(number),
  current: fc.option(number),
  change: fc.option(fc.record({ estimate: fraction, low: fc.option(fraction), high: fc.option(fraction) })),
  tolerance: fc.oneof(fc.double({ min: 0, max: 5, noNaN: true }), number),
  launches: fc.nat(1000),
  detectable: fc.option(fraction),
  spread: fc.option(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), number), { nil: undefined }),
  outpaces: fc.option(fc.record({ server: anyText, by: fraction }), { nil: undefined }),
})

/** Any report that the schema lets through, with few scenarios and servers so that rows meet. */
export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    names: fc.array(anyText, { minLength: 1, maxLength: 4 }),
    titles: fc.array(anyText, { minLength: 1, maxLength: 3 }),
    cells: fc.array(fc.tuple(fc.nat(), fc.nat(), anyVerdict), { maxLength: 20 }),
    notes: fc.array(anyText, { maxLength: 2 }),
    driver: anyText,
    where: fc.option(fc.array(anyWhere, { maxLength: 2 }), { nil: undefined }),
    waiting: fc.array(fc.tuple(fc.nat(), fc.nat(), anyWaiting), { maxLength: 2 }),
    skipped: fc.array(fc.record({ server: anyText, reason: anyText }), { maxLength: 3 }),
    written: fc.array(anyText, { maxLength: 2 }),
    mode: fc.constantFrom('baseline' as const, 'update' as const),
    seconds: fc.double({ min: 0, max: 1e5, noNaN: true }),
  })
  .map(({ names, titles, cells, notes, driver, waiting, ...rest }) => {
    const of = (name: number, title: number) => ({
      server: names[name % names.length] ?? '',
      scenario: titles[title % titles.length] ?? '',
    })
    return report(
      cells.map(([name, title, verdict]) => cell({ ...verdict, ...of(name, title) })),
      {
        ...rest,
        ...(waiting.length > 0
          ? { waiting: waiting.map(([name, title, one]) => ({ ...one, ...of(name, title) })) }
          : {}),
        scenarios: titles.map((title) => scenarioOf(title, { driver, notes })),
      },
    )
  })
