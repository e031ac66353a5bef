import { expect, test } from 'vitest'
import { connectionsOf, isOpenLoop, loopText } from '../../src/model/load.ts'

test.for([
  [{ connections: 4 }, 'closed loop over 4 connections', 4],
  [{ connections: 1 }, 'closed loop over 1 connection', 1],
  [{ rate: 500 }, 'open loop at 500 requests per second over up to 100 connections', 100],
  [{ share: 0.6, connections: 16 }, 'open loop at 60 % of the capacity over up to 16 connections', 16],
] as const)('%o is an %s', ([load, text, connections]) => {
  expect(loopText(load)).toBe(text)
  expect(isOpenLoop(load)).toBe(text.startsWith('open'))
  expect(connectionsOf(load)).toBe(connections)
})
