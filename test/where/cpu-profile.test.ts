import { expect, test } from 'vitest'
import { sampledTime, type CpuProfile } from '../../src/where/cpu-profile.ts'

const node = (id: number, functionName: string, url: string, lineNumber: number, children: readonly number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber },
  children,
})

/** A handler that calls a package, and a builtin of Node that sleeps; and what nobody called. */
const PROFILE: CpuProfile = {
  nodes: [
    node(1, '(root)', '', -1, [2, 3, 7]),
    node(2, '(idle)', '', -1),
    node(3, 'listenerFor', 'node:internal/http', 5, [4, 8]),
    node(4, 'answer', 'file:///app/src/main.ts', 11, [5, 6]),
    node(5, 'wait', '', -1),
    node(6, 'render', '/app/node_modules/nunjucks/src/runtime.js', 19),
    node(7, '(garbage collector)', '', -1),
    node(8, 'write', 'node:net', 8),
  ],
  samples: [2, 4, 5, 6, 7, 8, 2],
  timeDeltas: [50, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000],
}

test('time is charged to the nearest function that somebody can open, and idle time to none', () => {
  const { busy, functions } = sampledTime(PROFILE, { root: '/app', repository: '/app' })
  expect(busy).toBeCloseTo(0.02, 9)
  expect(functions.map(({ frame: { file, line, name }, seconds }) => [`${file}:${line} ${name}`, seconds])).toEqual([
    ['src/main.ts:12 answer', 0.005],
    ['nunjucks/src/runtime.js:20 render', 0.004],
  ])
})

test('of no samples there is no time', () => {
  expect(sampledTime({ nodes: [], samples: [], timeDeltas: [] }, { root: '/app', repository: '/app' })).toEqual({
    busy: 0,
    functions: [],
  })
})
