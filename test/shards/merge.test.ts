import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { reportJson } from '../../src/report/json.ts'
import { markdownReport } from '../../src/report/markdown.ts'
import { terminalTable } from '../../src/report/terminal.ts'
import { mergeShards } from '../../src/shards/merge.ts'
import { outcomeOf } from '../../src/shards/outcome.ts'
import { anyReport } from '../report/any-report.ts'
import { cell, changed, claim, HOME, report, SMALL } from '../report/cells.ts'
import { holding, red } from '../report/reports.ts'
import { shardFile, split } from './shards.ts'

const screen = { columns: 120, colour: false }

/** What both formats say besides that there were shards. */
const shown = (one: Report) =>
  [terminalTable(one, screen), markdownReport(one)].map((text) => text.replaceAll(/ on \d+ shards?/g, ''))

test('the shards of a report, merged, are the report again, however its scenarios are spread', () => {
  fc.assert(
    fc.property(anyReport, fc.integer({ min: 1, max: 4 }), fc.nat(), (whole, count, seed) => {
      const shards = split(whole, count, (title) => ((title.length + seed) % count) + 1)
      const merged = mergeShards(shards, whole.written)
      const { verdicts, servers, scenarios, skipped, where, written } = JSON.parse(reportJson(merged)) as Report
      const parts = { verdicts, servers, scenarios, skipped, where, written }
      const expected = JSON.parse(reportJson(withoutDoubles(whole))) as Report
      expect(parts).toEqual(Object.fromEntries(Object.keys(parts).map((key) => [key, expected[key as keyof Report]])))
    }),
  )
})

/** A report as runs write it: of each thing one. */
function withoutDoubles(whole: Report): Report {
  return mergeShards([shardFile(whole, 1, 1)], whole.written)
}

test('the table and the Markdown of merged shards are those of one run', () => {
  for (const whole of [holding, red]) {
    const shards = split(whole, 4, (title) => (title === HOME ? 2 : 3))
    const merged = mergeShards(shards, [])
    expect(shown({ ...merged, seconds: whole.seconds })).toEqual(shown(whole))
    expect(markdownReport(merged)).toContain(' on 4 shards')
  }
})

test('the time is that of all shards together, and the command that of the whole run', () => {
  const shards = split({ ...holding, seconds: 60 }, 3, () => 1)
  const { seconds, run, shards: parts } = mergeShards(shards, [])
  expect([seconds, run?.command]).toEqual([180, 'npx vitest run'])
  expect(parts).toMatchObject([{ index: 1, seconds: 60, passed: true }, { index: 2 }, { index: 3 }])
})

const values = (now: number) => ({ values: { throughput: { before: [1], now: [now] } } })

const drawn = (one: Report, now: number): Report => ({
  ...one,
  servers: one.servers.map((server) => ({ ...server, ...values(now) })),
})

describe('a scenario that two specs share', () => {
  const held = report([cell({ server: 'fastify' })])
  const claimed = report([claim('fastify', 'express', 1.5)])

  test('has the verdicts of both, and what was measured for both', () => {
    const { verdicts, servers, scenarios } = mergeShards([shardFile(claimed, 1, 2), shardFile(held, 2, 2)], [])
    expect(verdicts.map(({ outpaces }) => outpaces?.server)).toEqual(['express', undefined])
    expect(servers).toHaveLength(1)
    expect(servers[0]).toMatchObject({
      requests: 2 * held.servers[0]!.requests,
      launches: 16,
      windows: 32,
      seconds: 28,
    })
    expect(scenarios).toMatchObject([{ scenario: HOME, waves: 16, seconds: 112 }])
    expect(scenarios[0]?.notes.at(-1)).toMatch(/^Measured by shards 1 and 2, each for its own specs/)
  })

  test('keeps the limits that one spec states, and what the other one holds', () => {
    const limited = report([cell({ server: 'fastify', limit: { above: 1000 }, verdict: 'regressed' })])
    const { verdicts } = mergeShards([shardFile(limited, 1, 2), shardFile(held, 2, 2)], [])
    expect(verdicts.map(({ limit, verdict }) => [limit, verdict])).toEqual([
      [{ above: 1000 }, 'regressed'],
      [undefined, 'holds'],
    ])
  })

  test('shows the worse verdicts of a server that both judged, with the launches that they are of', () => {
    const slower = report([cell({ server: 'fastify', ...changed('regressed', 0.8, 0.02) })])
    const { verdicts, servers } = mergeShards([shardFile(drawn(held, 1), 1, 2), shardFile(drawn(slower, 2), 2, 2)], [])
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['regressed'])
    expect(servers).toMatchObject([values(2)])
  })
})

test('kinds of machine are noted once where they differ', () => {
  const other = { ...holding.machine, id: 'linux-arm64-4-cores-neoverse' }
  const [one, two] = split(holding, 2, (title) => (title === SMALL ? 1 : 2))
  const merged = mergeShards([one!, { ...two!, report: { ...two!.report, machine: other } }], [])
  const note = `The shards ran on 2 kinds of machine: shard 1 on ${holding.machine.id}, shard 2 on ${other.id}.`
  expect(markdownReport(merged).split(note)).toHaveLength(2)
})

const shards = (...parts: Parameters<typeof shardFile>[3][]) =>
  parts.map((part, at) => shardFile(holding, at + 1, parts.length, part))

describe('the exit code of all shards', () => {
  test('is 0 when all passed', () => {
    expect(outcomeOf(shards({}, {}))).toEqual({ fails: false, nothing: false, failedOtherwise: [] })
  })

  test('is 1 when one failed, and says which by something that is no verdict', () => {
    expect(outcomeOf(shards({}, { passed: false }))).toMatchObject({ fails: true, failedOtherwise: [2] })
    const regressed = [shardFile(red, 1, 2, { passed: false }), shardFile(holding, 2, 2)]
    expect(outcomeOf(regressed)).toMatchObject({ fails: true, failedOtherwise: [] })
  })

  test('does not ask every shard to measure something, but one of them', () => {
    expect(outcomeOf(shards({ measured: false }, {}))).toMatchObject({ fails: false, nothing: false })
    expect(outcomeOf(shards({ measured: false }, { measured: false }))).toMatchObject({ fails: true, nothing: true })
    const variables = { LOADGATE_UNSURE: 'pass' }
    expect(outcomeOf(shards({ measured: false, variables }))).toMatchObject({ fails: false, nothing: true })
  })

  test('takes an unsure verdict for a failure where LOADGATE_UNSURE says so', () => {
    const unsure = report([cell({ verdict: 'unsure', reason: 'too few launches' })])
    const variables = { LOADGATE_UNSURE: 'fail' }
    expect(outcomeOf([shardFile(unsure, 1, 1, { passed: false, variables })]).failedOtherwise).toEqual([])
  })
})
