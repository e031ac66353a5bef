import { expect, test } from 'vitest'
import { classics as declare } from './originals.ts'

const classics = declare()

test.for(classics.servers)('%s holds its baseline', (server) => {
  expect(classics.run(server)).toHoldBaseline()
})
