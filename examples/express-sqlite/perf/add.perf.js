import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

const add = scenario('add a note', {
  servers: ['api'],
  request: {
    path: '/notes',
    method: 'POST',
    headers: { authorization: 'Bearer {env.API_TOKEN}', 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Buy milk' }),
    expect: { status: 201, json: { ignore: ['id', 'created'] } },
  },
  load: { connections: 4 },
})

test('adding a note holds its baseline', () => expect(add.run('api')).toHoldBaseline())
