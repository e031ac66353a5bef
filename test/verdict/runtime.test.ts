import { expect, test } from 'vitest'
import { runtimeOf } from '../../src/verdict/runtime.ts'
import { sample } from './measured.ts'

test('a server has the medians of its windows, and those that could not tell are left out', () => {
  const windows = [0.01, 0.5, null, 0.02].map((gc) => sample({ gc, eventLoopUtilisation: gc && 1 - gc }))
  expect(runtimeOf(windows)).toEqual({ gc: 0.02, eventLoopUtilisation: 0.98 })
})

test('a server that reported nothing has null and not 0', () => {
  expect(runtimeOf([sample()])).toEqual({ gc: null, eventLoopUtilisation: null })
  expect(runtimeOf([sample({ gc: 0, eventLoopUtilisation: 0 })])).toEqual({ gc: 0, eventLoopUtilisation: 0 })
})
