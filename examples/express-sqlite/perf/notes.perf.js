import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

const headers = { authorization: 'Bearer {env.API_TOKEN}', 'content-type': 'application/json' }
const load = { connections: 4 }

const list = scenario('list notes', { servers: ['api'], request: { path: '/notes', headers }, load })

const add = scenario('add a note', {
  servers: ['api'],
  request: {
    path: '/notes',
    method: 'POST',
    headers,
    body: JSON.stringify({ text: 'Buy milk' }),
    expect: { status: 201, json: { ignore: ['id', 'created'] } },
  },
  load,
})

test('listing notes holds its baseline', () => expect(list.run('api')).toHoldBaseline())
test('adding a note holds its baseline', () => expect(add.run('api')).toHoldBaseline())
