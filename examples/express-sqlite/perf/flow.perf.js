import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

const cookies = { session: '{session}' }

const life = scenario('life of a note', {
  servers: ['api'],
  flow: [
    {
      name: 'login',
      path: '/login',
      method: 'POST',
      json: { password: '{env.API_PASSWORD}' },
      take: { session: { cookie: 'session' } },
      expect: { status: 204 },
    },
    {
      name: 'create',
      path: '/notes',
      method: 'POST',
      cookies,
      json: { text: 'Buy milk' },
      take: { id: 'id' },
      expect: { status: 201, json: { ignore: ['id', 'created'] } },
    },
    { name: 'read', path: '/notes/{id}', cookies, expect: { json: { ignore: ['id'] } } },
    { name: 'delete', path: '/notes/{id}', method: 'DELETE', cookies, expect: { status: 204 } },
    { name: 'list', path: '/notes', cookies },
  ],
  load: { connections: 4 },
})

test('the life of a note holds its baseline', () => expect(life.run('api')).toHoldBaseline())
