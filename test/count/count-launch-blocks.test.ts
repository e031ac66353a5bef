import { expect, test } from 'vitest'
import { isSteady } from '../../src/count/count-launch.ts'

test.for([
  ['halves that agree', [2000, 2001, 2000, 2001], true],
  ['one collection of garbage', [2000, 2001, 4000, 2000, 2001, 2000], true],
  ['code that still warms up', [2100, 2050, 2010, 2005, 2001, 2000], false],
  ['blocks that scatter', [2000, 2100, 1900, 2150, 1850, 2010], false],
  ['a single block', [2000], false],
  ['nothing', [], false],
] as const)('%s: steady is %s', ([, values, steady]) => {
  expect(isSteady(values)).toBe(steady)
})
