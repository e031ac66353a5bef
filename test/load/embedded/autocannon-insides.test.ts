import { EventEmitter } from 'node:events'
import type { Client } from 'autocannon'
import { expect, test } from 'vitest'
import { insidesOf } from '../../../src/load/embedded/autocannon-insides.ts'

test('an autocannon with other insides is refused, instead of miscounted', () => {
  const other = Object.assign(new EventEmitter(), { pipelinedRequests: [], reqsMade: 0 }) as unknown as Client
  expect(() => insidesOf(other)).toThrow("autocannon's insides")
})
