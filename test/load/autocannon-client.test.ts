import { EventEmitter } from 'node:events'
import type { Client } from 'autocannon'
import { expect, test } from 'vitest'
import { watchClient } from '../../src/load/autocannon-client.ts'
import { openTally } from '../../src/load/tally.ts'

test('an autocannon with other insides is refused, instead of miscounted', () => {
  const other = Object.assign(new EventEmitter(), { pipelinedRequests: [], reqsMade: 0 }) as unknown as Client
  expect(() => watchClient(other, 'hello', () => openTally(1, 1))).toThrow("autocannon's insides")
})
