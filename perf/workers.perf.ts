import { expect, test } from 'vitest'
import { workers as declare } from './originals.ts'

const workers = declare()

test.for(workers.servers)('%s holds its baseline', (server) => {
  expect(workers.run(server)).toHoldBaseline()
})
