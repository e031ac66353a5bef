import { scenario } from 'loadgate'
import { expect, test } from 'vitest'

const list = scenario('list notes', {
  servers: ['notes'],
  request: { path: '/notes' },
  load: { connections: 4 },
})

test('listing notes holds its baseline', () => expect(list.run('notes')).toHoldBaseline())
