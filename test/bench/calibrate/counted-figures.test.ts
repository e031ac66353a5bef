import { expect, test } from 'vitest'
import type { SessionRecords } from '../../../bench/calibrate/records.ts'
import { apartOf, countedPart } from '../../../bench/calibrate/counted-figures.ts'
import { countedFindings } from '../../../bench/calibrate/counted-findings.ts'
import { countedGate, countedSession, countedSessionRecords, recordedBaseline } from './counted-gates.ts'
import { partOf, wholeRun } from './showcase-runs.ts'

const records = countedSessionRecords()
const part = countedPart({ sessions: [records], damaged: 0 })!

test('gates are in rows by plant and neighbour, those without a neighbour first, with a row per comparison', () => {
  expect(part.rows).toHaveLength(3 * 2 * 4)
  expect(part.rows.map(({ neighbour }) => neighbour)).toEqual([...Array(12).fill('none'), ...Array(12).fill('hog')])
  const red = part.rows.find((row) => row.plant === 0.02 && row.comparison === 'A/B')
  expect(red).toMatchObject({
    red: [
      { hits: 19, trials: 20 },
      { hits: 19, trials: 20 },
    ],
    launches: 3,
  })
  expect(red?.change).toEqual({ least: 0.02, median: 0.02, most: 0.02 })
})

test('launches of the unchanged server are those of baselines, of base, and of head where nothing was planted', () => {
  const [fastify] = part.servers
  expect(fastify?.launches).toBe(4 + 120 * 2 + 40 * 2)
  expect(fastify?.apart.most).toBeCloseTo(Math.log(2_000_960 / 1_999_900), 6)
  expect(fastify?.seconds).toEqual({ alone: 9, beside: 9 })
})

test('any two launches count, and of two there is one pair', () => {
  expect(apartOf([100, 101])).toEqual({ p95: Math.log(1.01), most: Math.log(1.01) })
  const many = apartOf(Array.from({ length: 100 }, (_, index) => (index === 0 ? 101 : 100)))
  expect(many).toEqual({ p95: 0, most: Math.log(1.01) })
  expect(apartOf([100])).toEqual({ p95: 0, most: 0 })
})

test('launches on another kind of machine are in rows of their own, which name it', () => {
  const elsewhere = '2026-11-27T09:00:00.000Z'
  const machine = { ...countedSession().machine, id: 'another', cpu: 'Intel Xeon 6/167/1' }
  const gate = countedGate({ session: elsewhere })
  const slower = { ...gate.base, instructions: [2_020_000, 2_020_200] }
  const other: SessionRecords = {
    session: countedSession({ at: elsewhere, machine }),
    baselines: [recordedBaseline({ session: elsewhere, launches: slower })],
    gates: [{ ...gate, base: slower, head: slower }],
  }
  const found = countedPart({ sessions: [records, other], damaged: 0 })!
  const rows = found.servers.map(({ server, countedOn, launches, apart }) => [server, countedOn, launches, apart.most])
  expect(rows).toEqual([
    ['fastify', 'AMD EPYC 26/2/1', part.servers[0]!.launches, part.servers[0]!.apart.most],
    ['fastify', 'Intel Xeon 6/167/1', 6, expect.closeTo(Math.log(2_020_200 / 2_020_000), 10)],
  ])
  const sources = countedFindings(found, null).map(({ source }) => source)
  expect(sources).toContain('live, fastify on Intel Xeon 6/167/1')
  expect(part.servers[0]!.countedOn).toBeNull()
})

test('gates of an earlier method of counting are left out, and those without a count are named', () => {
  const older = recordedBaseline()
  const found = countedPart({
    sessions: [
      {
        session: countedSession(),
        baselines: [{ ...older, identity: { ...older.identity, method: 0 } }],
        gates: [countedGate(), countedGate()],
      },
      { ...records, gates: [...records.gates, countedGate({ notCounted: 'it ended', cells: [] })] },
    ],
    damaged: 0,
  })
  expect(found).toMatchObject({ others: 2, notCounted: ['fastify: it ended'] })
  expect(found?.rows).toEqual(part.rows)
  expect(countedPart({ sessions: [], damaged: 0 })).toBeNull()
})

const findings = countedFindings(part, null)
const of = (start: string) => findings.filter(({ promise }) => promise.startsWith(start))

test('G7: unchanged gates are base against head without a plant, and either side against the baseline', () => {
  expect(of('unchanged code at 1 %').map(({ source, counts }) => [source, counts.split(' red')[0]])).toEqual([
    ['live gates', '0 of 200'],
    ['all of these, alone', '0 of 100'],
    ['all of these, beside a neighbour', '0 of 100'],
    ['all of these', '0 of 200'],
  ])
  expect(of('unchanged code at 1 %').map(({ outcome }) => outcome)).toEqual([
    'kept',
    'none red so far, 50 verdicts to go',
    'none red so far, 50 verdicts to go',
    'none red so far, 100 verdicts to go',
  ])
  expect(of('unchanged code differs')).toMatchObject([{ figure: 'at most 0.053 %', state: 'kept' }])
})

test('G7: whole runs of the showcase count, too, and say how far launches of every server differ', () => {
  const both = countedFindings(part, partOf([wholeRun(), wholeRun({ neighbour: 'hog' })]))
  const [, , , , all] = both.filter(({ promise }) => promise.startsWith('unchanged code at 2 %'))
  expect(all?.counts).toMatch(/^0 of 206 red, of 124 sets of launches;/)
  expect(both.find(({ source }) => source === 'whole runs of the showcase, every server')).toMatchObject({
    figure: 'at most 0.025 %',
    counts: '2 of 2 servers within it; 8 launches; the farthest are of pure_flask',
    state: 'kept',
  })
})

test('G8: what was not red is missed, and few gates that see all are open', () => {
  expect(of('+2 % work')).toMatchObject([
    { source: 'live, A/B', counts: expect.stringMatching(/^38 of 40;/) as string, state: 'missed' },
    { source: 'live, baseline', state: 'missed' },
  ])
  expect(of('+0.5 % work')).toMatchObject([{ state: 'open' }, { state: 'open' }])
  expect(of('a server is counted')).toMatchObject([{ figure: '9 s', state: 'kept' }])
})

test('base against the committed counts is a line of its own', () => {
  expect(of('unchanged code at 2 %: never red against the committed counts')).toMatchObject([
    { guarantee: 'G7', counts: '0 of 120 red; true share at most 2.5 %', state: 'kept' },
  ])
})

const elsewhere = { ...countedSession().machine, id: 'other', cpu: 'Intel' }

/** A session on another machine that recorded so many times as much. */
function recordedElsewhere(times: number): SessionRecords {
  const baseline = recordedBaseline()
  const instructions = baseline.launches.instructions.map((value) => value * times)
  return {
    session: countedSession({ at: '2026-11-27T09:00:00.000Z', machine: elsewhere }),
    baselines: [{ ...baseline, launches: { ...baseline.launches, instructions } }],
    gates: [countedGate()],
  }
}

test('G9 is not tested on one kind of machine', () => {
  expect(part.elsewhere).toEqual([])
  expect(findings.find(({ guarantee }) => guarantee === 'G9')).toMatchObject({ state: 'open', counts: '0 gates' })
})

test('G9: launches of one kind of machine are held against what another kind recorded, and the other way round', () => {
  const found = countedPart({ sessions: [records, recordedElsewhere(1.0001)], damaged: 0 })!
  expect(found.elsewhere.map(({ recordedOn, countedOn, red }) => [recordedOn, countedOn, red[1]!.trials])).toEqual([
    ['AMD EPYC 26/2/1', 'Intel', 1],
    ['Intel', 'AMD EPYC 26/2/1', 120],
  ])
  expect(countedFindings(found, null).find(({ guarantee }) => guarantee === 'G9')).toMatchObject({
    counts: expect.stringMatching(/^0 of 121 red;/) as string,
    state: 'kept',
  })
})

test('G9 is missed by a machine that counts 3 % less', () => {
  const found = countedPart({ sessions: [records, recordedElsewhere(0.97)], damaged: 0 })!
  expect(countedFindings(found, null).find(({ guarantee }) => guarantee === 'G9')?.outcome).toBe('missed: 120 red')
})
