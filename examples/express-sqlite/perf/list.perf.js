import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

const list = scenario('list notes', {
  servers: ['api'],
  request: { path: '/notes', headers: { authorization: 'Bearer {env.API_TOKEN}' } },
  load: { connections: 4 },
})

test('listing notes holds its baseline', () => expect(list.run('api')).toHoldBaseline())
