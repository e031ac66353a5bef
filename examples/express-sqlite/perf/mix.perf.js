import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

const headers = { authorization: 'Bearer {env.API_TOKEN}' }

const mix = scenario('list, create and delete', {
  servers: ['api'],
  requests: [
    { name: 'list', weight: 80, path: '/notes', headers },
    {
      name: 'create',
      weight: 15,
      path: '/notes',
      method: 'POST',
      headers,
      json: { text: 'Buy milk' },
      expect: { status: 201, json: { ignore: ['id', 'created'] } },
    },
    { name: 'delete', weight: 5, path: '/notes/{id}', method: 'DELETE', headers, expect: { status: 204 } },
  ],
  // The first 50 notes stay, so that listing has always the same answer.
  data: { values: { id: Array.from({ length: 50_000 }, (_, index) => 51 + index) } },
  load: { connections: 4 },
})

test('the mix holds its baseline', () => expect(mix.run('api')).toHoldBaseline())
test('no request of it fails, and listing is quick', async () => {
  await expect(mix.run('api')).toMeet({ failedRequests: { below: 0.001 } })
  await expect(mix.run('api', { request: 'list' })).toMeet({ latencyP95: { below: 0.25 } })
})
