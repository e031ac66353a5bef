import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

const add = scenario('add a note', {
  servers: ['notes'],
  request: {
    path: '/notes',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Buy milk' }),
    expect: { status: 201, json: { ignore: ['id', 'created'] } },
  },
  load: { connections: 4 },
})

test('adding a note holds its baseline', () => expect(add.run('notes')).toHoldBaseline())
