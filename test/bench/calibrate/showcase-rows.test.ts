import { expect, test } from 'vitest'
import { judgedToday, rowsIn } from '../../../bench/calibrate/showcase-rows.ts'
import type { CountedServer, NotCounted, ServerCounts } from '../../../src/model/count.ts'
import { type Report, reportSchema } from '../../../src/model/report.ts'
import { reportJson } from '../../../src/report/json.ts'
import { blockCounts } from '../../../src/verdict/count-values.ts'
import { judgeCounts } from '../../../src/verdict/judge-counts.ts'
import { claim, countedReport, server } from '../../report/cells.ts'
import { counts, recorded } from '../../verdict/counted.ts'

const RUN = '2026-11-26T18:30:00.000Z'
const BASELINE = recorded([2136, 2136.2, 2136.1, 2136.3])

/** The report of a run that only counted, with its numbers rounded as in the file. */
function reportOf(today: ServerCounts | NotCounted, baseline: CountedServer = BASELINE): Report {
  const scenario = { title: 'home page', tolerance: undefined, allowedFailures: 0 }
  const common = { scenario, server: 'fastify', mode: 'baseline', tolerance: undefined, required: true } as const
  const verdicts = judgeCounts({ ...common, counts: today, recorded: baseline })
  const made = countedReport([...verdicts, claim('fastify', 'express', 1.2), ...server('express')])
  const blocks = 'notCounted' in today ? {} : { blocks: { before: [], now: today.head.map(blockCounts) } }
  const servers = made.servers.map((one) => (one.server === 'fastify' ? { ...one, ...blocks } : one))
  return reportSchema.parse(JSON.parse(reportJson({ ...made, servers })))
}

const rowsOf = (today: ServerCounts | NotCounted, baseline: CountedServer = BASELINE) =>
  rowsIn(reportOf(today, baseline), RUN, (scenario, name) =>
    scenario === 'home page' && name === 'fastify' ? baseline : null,
  )

test('the rows are those of counted metrics that are held against a baseline', () => {
  const [row, ...others] = rowsOf(counts([2136.1, 2136]))
  expect(others).toEqual([])
  expect(row).toMatchObject({
    kind: 'row',
    run: RUN,
    scenario: 'home page',
    server: 'fastify',
    metric: 'instructions',
    verdict: 'holds',
    tolerance: 0.02,
    decidedBy: 1,
    strict: { verdict: 'holds', suspected: null },
  })
  expect(row?.launches.map((value) => Math.round(value / 100))).toEqual([21_362, 21_361])
  expect(row?.spread.every((spread) => spread > 0 && spread < 0.0001)).toBe(true)
  expect(row?.change?.[0]).toBeCloseTo(0, 3)
})

test('what holds at 2 % and would be red at 1 % with one more launch is suspected', () => {
  expect(rowsOf(counts([2162, 2162.1]))[0]).toMatchObject({
    verdict: 'holds',
    strict: { verdict: 'unsure', suspected: 'regressed' },
  })
})

test('a confirmed red is red at 1 %, too', () => {
  expect(rowsOf(counts([2200, 2200.1, 2200.2]))[0]).toMatchObject({
    verdict: 'regressed',
    decidedBy: 3,
    strict: { verdict: 'regressed' },
  })
})

test('where another libc widened the interval, it does so at 1 %, too', () => {
  const elsewhere = recorded([2136, 2136.2, 2136.1, 2136.3], undefined, { libc: 'glibc 2.41' })
  expect(rowsOf(counts([2136.1]), elsewhere)[0]).toMatchObject({
    verdict: 'holds',
    differs: ['libc'],
    strict: { verdict: 'holds' },
  })
  expect(rowsOf(counts([2153, 2153.1]), elsewhere)[0]).toMatchObject({ strict: { verdict: 'unsure' } })
  expect(rowsOf(counts([2153, 2153.1]))[0]).toMatchObject({ differs: [], strict: { verdict: 'holds' } })
})

test('where another build of the runtime had widened it, the launches are not judged again', () => {
  const [row] = rowsOf(
    counts([2136.1, 2136]),
    recorded([2136, 2136.2, 2136.1, 2136.3], undefined, { binary: 'sha256:f' }),
  )
  expect(row).toMatchObject({ verdict: 'unsure', differs: [], strict: null })
  expect(row?.reason).toContain('another binary')
})

test('without a recorded count nothing is judged again', () => {
  const [row] = rowsIn(reportOf(counts([2136.1, 2136])), RUN, () => null)
  expect(row).toMatchObject({ verdict: 'holds', strict: null })
})

test('what collecting garbage adds is a row of its own', () => {
  const today = counts([2136, 2136.1], [], 6)
  const rows = rowsOf(today, recorded([2136, 2136.2, 2136.1, 2136.3], 6))
  expect(rows.map(({ metric, verdict, strict }) => [metric, verdict, strict?.verdict])).toEqual([
    ['instructions', 'holds', 'holds'],
    ['gcInstructions', 'holds', undefined],
  ])
  expect(rows[1]?.launches).toHaveLength(2)
  expect(rows[1]?.launches[0]).toBeGreaterThan(100_000)
})

test('a server that was not counted is a row without launches', () => {
  expect(rowsOf({ notCounted: 'it ended' })[0]).toMatchObject({
    verdict: 'invalid',
    reason: expect.stringContaining('it ended') as string,
    change: null,
    launches: [],
    strict: null,
  })
})

test('recorded launches are judged again by the code of today, and garbage of one collection has no verdict', () => {
  const [row] = rowsOf(counts([2200, 2200.1, 2200.2]))
  expect(judgedToday(row!, BASELINE)).toBe('regressed')
  expect(judgedToday({ ...row!, tolerance: 0.05 }, BASELINE)).toBe('holds')
  expect(judgedToday({ ...row!, differs: ['binary'] }, BASELINE)).toBe('unsure')
  expect(judgedToday({ ...row!, launches: [] }, BASELINE)).toBeNull()
  expect(judgedToday(row!, null)).toBeNull()
  const garbage = { ...row!, metric: 'gcInstructions', launches: [18_713, 18_682], spread: [1, 1] } as const
  expect(
    judgedToday(
      { ...garbage, launches: [...garbage.launches], spread: [...garbage.spread] },
      recorded([2136, 2136.1], 6),
    ),
  ).toBeNull()
})
