import { expect, test } from 'vitest'
import type { WhereFunction } from '../../src/model/where.ts'
import { sectionsOf } from '../../src/report/rows.ts'
import { whereBelow } from '../../src/report/where-below.ts'
import { cell, report } from './cells.ts'

function heavier(name: string, change: number): WhereFunction {
  const pair = { before: 1000, now: 1000 + change }
  const calls = { before: 1, now: 1 }
  const file = `node_modules/deep/inside/a/package/${name}.js`
  return {
    name,
    file,
    line: 7,
    package: null,
    mark: null,
    formerly: null,
    change,
    calling: null,
    own: pair,
    inclusive: pair,
    calls,
  }
}

const RED = report([cell({ metric: 'instructions', verdict: 'regressed', current: 2e6 }), cell({ metric: 'memory' })])

const EXPLAINED = {
  ...RED,
  where: RED.verdicts.slice(0, 1).map(({ scenario, server }) => ({
    scenario,
    server,
    before: { commit: null },
    seconds: 20,
    notes: [],
    total: { before: 1e6, now: 1.03e6 },
    unexplained: 0,
    functions: [heavier('render', 22_000), heavier('set', 8_000)],
    stacks: [],
  })),
}

function linesBelow(width: number): readonly string[] {
  return sectionsOf(EXPLAINED).flatMap(({ scenario, rows }) =>
    rows.flatMap((row) => whereBelow(EXPLAINED, scenario, row, width)),
  )
}

test('functions stand in columns below the row of the instructions, and below no other', () => {
  expect(linesBelow(120)).toEqual([
    '  where  +22.0k  node_modules/deep/inside/a/package/render.js:7 render  1.00k → 23.0k',
    '         +8.00k  node_modules/deep/inside/a/package/set.js:7 set        1.00k → 9.00k',
  ])
})

test('where that is too wide, the middle of places is left out', () => {
  for (const line of linesBelow(60)) expect(line).toMatch(/^.{0,60}$/)
  expect(linesBelow(60)[0]).toMatch(/node_\S*….*render {2}1\.00k → 23\.0k$/)
})
