import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

const cheapest = scenario('the cheapest products', {
  servers: ['api'],
  request: { path: '/' },
  load: { connections: 4 },
})

test('the catalogue holds its baseline', () => expect(cheapest.run('api')).toHoldBaseline())
