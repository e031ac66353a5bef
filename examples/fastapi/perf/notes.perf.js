import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

const load = { connections: 4 }

const list = scenario('list notes', { servers: ['notes'], request: { path: '/notes' }, load })

const add = scenario('add a note', {
  servers: ['notes'],
  request: {
    path: '/notes',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Buy milk' }),
    expect: { status: 201, json: { ignore: ['id', 'created'] } },
  },
  load,
})

test('listing notes holds its baseline', () => expect(list.run('notes')).toHoldBaseline())
test('adding a note holds its baseline', () => expect(add.run('notes')).toHoldBaseline())
