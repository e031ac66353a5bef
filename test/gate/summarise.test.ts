import { expect, test } from 'vitest'
import type { Findings } from '../../src/gate/scenario-run.ts'
import { kindNotes, type KindContext } from '../../src/gate/summarise.ts'
import { machine } from '../baseline/baselines.ts'
import { measurement } from '../verdict/measured.ts'

const context: KindContext = { machine, recording: 'new', recorded: true, usual: 20 }

function notesOn(launches: number, change: Partial<KindContext> = {}, held = ['fastify']): readonly string[] {
  const findings: Findings = {
    measurement: measurement(launches),
    comparison: { baseline: null, refs: null, unjudged: new Set() },
    counted: null,
    met: new Map(),
    held: new Map(held.map((server) => [server, [undefined]])),
    claimed: [],
    remarks: [],
  }
  return kindNotes(findings, { ...context, ...change })
}

test('a baseline that this run recorded is said, and, of fewer launches than an update has, what that costs', () => {
  expect(notesOn(20)).toEqual([expect.stringMatching(/yet: this run recorded one, from 20 launches per server\.$/)])
  expect(notesOn(6)).toEqual([expect.stringMatching(/thin one: until a run has 6 launches.*update` records 20\.$/)])
})

test('why none was recorded is said, too', () => {
  expect(notesOn(6, { recorded: false })).toEqual([expect.stringContaining('recorded none, because it failed')])
  expect(notesOn(2, { recorded: false })).toEqual([
    expect.stringContaining('recorded none, because it takes 3 launches'),
  ])
})

test('timed values without a verdict are said once, with the way to one', () => {
  expect(notesOn(3, { recording: 'none', recorded: false })).toEqual([
    expect.stringMatching(/^This scenario has no timed baseline .* shown without a verdict, .*LOADGATE_AGAINST/),
  ])
})
