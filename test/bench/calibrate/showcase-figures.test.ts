import { expect, test } from 'vitest'
import { apartIn } from '../../../bench/calibrate/showcase-figures.ts'
import { redSharesOf } from '../../../bench/calibrate/unchanged.ts'
import { lost, partOf, showcaseRow, showcaseRun, wholeRun } from './showcase-runs.ts'

const later = '2026-11-26T18:40:00.000Z'
const runs = [wholeRun(), wholeRun({ at: later, neighbour: 'hog' }, { launches: [2_000_500, 2_000_300] })]
const part = partOf(runs)!

test('a verdict is one server in one scenario, and scenarios that share launches are one set', () => {
  expect(part.runs.map(({ verdicts, sets, open }) => [verdicts, sets, open])).toEqual([
    [3, 2, 0],
    [3, 2, 0],
  ])
  expect(part.runs[0]?.red).toMatchObject([
    { hits: 0, trials: 3 },
    { hits: 0, trials: 3 },
  ])
  expect(part.sets.map(({ neighbour, red }) => [neighbour, red.length])).toEqual([
    ['none', 2],
    ['none', 1],
    ['hog', 2],
    ['hog', 1],
  ])
})

test('the farthest change keeps its sign, and the widest interval is half of it', () => {
  const [fastify, flask] = part.servers
  expect(fastify).toMatchObject({ server: 'fastify', verdicts: 4, sets: 2, farthest: 0.0004, launches: 4 })
  expect(flask).toMatchObject({ server: 'pure_flask', verdicts: 2, sets: 2, farthest: -0.0006, launches: 4 })
  expect(flask?.widest).toBeCloseTo(0.0014, 10)
})

test('launches are told apart over all runs, and those that scenarios share are there once', () => {
  const [fastify] = part.servers
  expect(fastify?.apart.most).toBeCloseTo(Math.log(2_000_500 / 2_000_000), 10)
  expect(apartIn(part, 0.0002)).toMatchObject({
    worst: { server: 'fastify' },
    launches: 8,
    within: { hits: 0, trials: 2 },
  })
  expect(apartIn(part, 0.00026).within).toMatchObject({ hits: 2, trials: 2 })
})

test('launches that one of two scenarios adds to confirm a red are of the same set', () => {
  const more = showcaseRow({ scenario: 'at a rate', launches: [2_000_100, 2_000_000, 2_000_050] })
  const found = partOf([{ run: showcaseRun(), rows: [showcaseRow(), more] }])!
  expect(found.servers[0]).toMatchObject({ verdicts: 2, sets: 1, launches: 3 })
})

test('launches for another request, or on another system, are not told apart from these', () => {
  const other = showcaseRow({ scenario: '13 bytes', launches: [300_000, 300_010] })
  const elsewhere = showcaseRun({
    at: '2026-11-27T18:30:00.000Z',
    identity: { libc: 'glibc 2.43', valgrind: '3.27.1', arch: 'x64', method: 1 },
  })
  const moved = showcaseRow({ run: elsewhere.at, launches: [2_012_000, 2_012_100], differs: ['libc', 'valgrind'] })
  const found = partOf([
    { run: showcaseRun(), rows: [other, showcaseRow()] },
    { run: elsewhere, rows: [moved] },
  ])
  expect(found?.servers[0]?.apart.most).toBeCloseTo(Math.log(2_000_100 / 2_000_000), 10)
  expect(found?.sets.map(({ otherSystem }) => otherSystem)).toEqual([false, false, true])
})

test('a red is named, and makes its whole set red', () => {
  const found = partOf([wholeRun({}, { verdict: 'regressed', strict: null })])!
  expect(found.reds).toEqual([
    '`fastify` in "home page", instructions, in the run of 2026-11-26T18:30:00.000Z: regressed',
    '`fastify` in "home page at a rate", instructions, in the run of 2026-11-26T18:30:00.000Z: regressed',
  ])
  for (const tolerance of [0, 1])
    expect(redSharesOf(found.sets, tolerance)).toMatchObject({
      verdicts: { hits: 2, trials: 3 },
      sets: { hits: 1, trials: 2 },
    })
})

test('a red that the code of today would not repeat stays one, and says so', () => {
  const red = { verdict: 'regressed', strict: null } as const
  const says = (today: 'unsure' | null) => partOf([wholeRun({}, red)], () => today)?.reds[0]
  expect(says('unsure')).toMatch(/: regressed \(the code of today has unsure as its verdict on these launches\)$/)
  expect(says(null)).toMatch(/has no verdict on these launches\)$/)
  expect(partOf([wholeRun({}, red)], () => null)?.runs[0]?.red[1]).toMatchObject({ hits: 2 })
})

test('at the stricter tolerance, a suspicion counts as red, and what was not judged again does not count', () => {
  const suspected = partOf([wholeRun({}, { strict: { verdict: 'unsure', suspected: 'regressed' } })])!
  expect(suspected.runs[0]?.red).toMatchObject([
    { hits: 2, trials: 3 },
    { hits: 0, trials: 3 },
  ])
  const unjudged = partOf([wholeRun({}, { strict: null })])!
  expect(unjudged.runs[0]?.red).toMatchObject([{ trials: 1 }, { trials: 3 }])
  expect(unjudged.onlyUsual).toBe(2)
})

test('garbage that regressed makes the verdict beside it red', () => {
  const rows = [showcaseRow(), showcaseRow({ metric: 'gcInstructions', verdict: 'regressed', strict: null })]
  const found = partOf([{ run: showcaseRun(), rows }])!
  expect(found.runs[0]).toMatchObject({ verdicts: 1, red: [{ hits: 1, trials: 1 }, { hits: 1 }] })
})

test('a server that was not counted is a red verdict without launches, and unsure ones are open', () => {
  const rows = [
    showcaseRow(lost),
    showcaseRow({ ...lost, scenario: 'b' }),
    showcaseRow({ server: 'b', verdict: 'unsure' }),
  ]
  const found = partOf([{ run: showcaseRun({ exitCode: 1 }), rows }])!
  expect(found.runs[0]).toMatchObject({ verdicts: 3, sets: 3, open: 1, red: [{ hits: 2 }, { hits: 2 }] })
  expect(found.reds[0]).toContain('not counted: it ended')
  expect(found.servers[1]).toMatchObject({ server: 'fastify', farthest: null, widest: null, launches: 0 })
})

test('runs of an earlier method of counting are left out, and without a run there is nothing', () => {
  const identity = { ...showcaseRun().identity!, method: 0 }
  expect(partOf([wholeRun({ identity }), ...runs])).toMatchObject({
    others: 1,
    runs: { length: 2 },
  })
  expect(partOf([])).toBeNull()
})
