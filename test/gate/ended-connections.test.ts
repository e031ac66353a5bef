import { expect, test } from 'vitest'
import { openEndedConnections } from '../../src/gate/ended-connections.ts'

test('the note says after how many answers each server closes connections, over all windows', () => {
  const ended = openEndedConnections('autocannon')
  ended.add('nginx', { said: { fewest: 100, most: 100 } })
  ended.add('random', { said: { fewest: 4, most: 9 } })
  ended.add('random', { said: { fewest: 2, most: 5 } })
  expect(ended.notes()).toEqual([
    'nginx closes connections after 100 answers and random closes connections after 2 to 9 answers. autocannon opened new ones, and the time for that is part of the latencies.',
  ])
})

test('there is none about servers that close after every answer, or without saying so', () => {
  const ended = openEndedConnections('undici')
  ended.add('closer', { said: { fewest: 1, most: 1 } })
  ended.add('silent', { unsaid: { fewest: 5, most: 5 } })
  expect(ended.notes()).toEqual([])
})
