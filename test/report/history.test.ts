import { expect, test } from 'vitest'
import type { History } from '../../src/model/baseline.ts'
import { historyText, recordingLines, sparkline, trendsOf } from '../../src/report/history.ts'
import { visible } from '../../src/report/safe.ts'

type Change = {
  readonly relative?: number
  readonly yardstick?: string
  readonly node?: string
  readonly server?: string
  readonly subject?: string
}

/** A history of `fastify`, one recording per change. */
function history(changes: readonly Change[]): History {
  return {
    file: 'baselines/m/home.json',
    entries: changes.map(
      ({ relative = 1, yardstick = 'r', node = '24.1.0', server = 'fastify', subject = 'Record' }, index) => ({
        commit: String(index).repeat(40),
        author: 'Ann',
        date: `2026-11-0${index + 1}T10:00:00+01:00`,
        subject,
        recording: {
          scenario: 'home',
          machine: 'm',
          node,
          yardstick,
          servers: { [server]: { cpuPerRequest: { typical: relative / 1e4, relative } } },
        },
      }),
    ),
  }
}

test('the last recording against the one before, and against the first', () => {
  const [trend] = trendsOf(history([{ relative: 1 }, { relative: 2 }, { relative: 3 }]))
  expect(trend).toMatchObject({
    server: 'fastify',
    metric: 'cpuPerRequest',
    latest: 3e-4,
    points: [1, 2, 3],
    breaks: [],
    sincePrevious: 0.5,
    sinceFirst: 2,
  })
})

test('nothing is compared across another yardstick', () => {
  const [trend] = trendsOf(history([{ relative: 1 }, { relative: 2 }, { relative: 30, yardstick: 'other' }]))
  expect(trend).toMatchObject({ breaks: [2], sincePrevious: null, sinceFirst: null })
})

test('a server that was not recorded every time has gaps', () => {
  const trends = trendsOf(history([{}, { server: 'express' }, { relative: 2 }]), 'fastify')
  expect(trends).toMatchObject([{ points: [1, null, 2], sincePrevious: 1 }])
})

test('a recording has its date, commit, subject and author, and what changed beside the code', () => {
  expect(
    recordingLines(history([{}, { node: '24.2.0', yardstick: 'other', subject: 'Anew\u001B[31m' }]), visible),
  ).toEqual([
    '1  2026-11-01  000000000  Record (Ann)',
    '2  2026-11-02  111111111  Anew␛[31m (Ann) · another yardstick, node 24.1.0 → 24.2.0',
  ])
})

test('for a terminal: the recordings, then a line per metric, none wider than it', () => {
  const text = historyText([history([{ relative: 1 }, { relative: 2 }])], 100)
  expect(text).toBe(`home · m
  1  2026-11-01  000000000  Record (Ann)
  2  2026-11-02  111111111  Record (Ann)

server   metric              now  recordings  since last  since first
fastify  CPU per request  200 µs  ▁█              +100 %       +100 %`)
  for (const line of historyText([history([{ subject: 'x'.repeat(200) }])], 60).split('\n'))
    expect(line.length).toBeLessThanOrEqual(60)
})

test('from the least to the most', () => {
  expect(sparkline([1, 2, 4, 8], [])).toBe('▁▃▆█')
})

test('what hardly differs is drawn alike', () => {
  expect(new Set(sparkline([100, 100.5, 100.2], [])).size).toBeLessThanOrEqual(2)
  expect(sparkline([5], [])).toBe('▅')
})

test('a break stands between two yardsticks, each with a scale of its own', () => {
  expect(sparkline([1, 2, 1000, 2000], [2])).toBe('▁█│▁█')
})

test('what was not recorded is a dot', () => {
  expect(sparkline([1, null, 2], [])).toBe('▁·█')
  expect(sparkline([], [])).toBe('')
})

test('counts are shown to their precision, and another runtime breaks the line', () => {
  const entries = [2_136_114, 2_158_116].map((relative, index) => {
    const [entry] = history([{ yardstick: String(index) }]).entries
    const servers = { fastify: { instructions: { typical: relative, relative } } }
    return { ...entry!, recording: { ...entry!.recording, machine: 'counted', node: '', servers } }
  })
  const text = historyText([{ file: 'baselines/counted/home.json', entries }], 120)
  expect(text).toContain('home · counted')
  expect(text).toContain('another runtime or counter')
  expect(text).toMatch(/instructions +2\.158 M/)
})
