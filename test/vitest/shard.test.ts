import { expect, test } from 'vitest'
import { shardIn } from '../../src/vitest/shard.ts'

test('a whole run is no shard', () => {
  expect(shardIn(undefined, { GITHUB_RUN_ID: '7' })).toBeUndefined()
})

test('a shard knows the run in CI and the variables that it obeys', () => {
  const env = { GITHUB_RUN_ID: '7', LOADGATE_COUNT: 'only', LOADGATE_BUDGET: '', HOME: '/root' }
  expect(shardIn({ index: 2, count: 4 }, env)).toEqual({
    index: 2,
    count: 4,
    ciRun: 'GITHUB_RUN_ID 7',
    variables: { LOADGATE_COUNT: 'only' },
  })
  expect(shardIn({ index: 2, count: 4 }, {})).toMatchObject({ ciRun: null, variables: {} })
})
