import { expect, test } from 'vitest'
import { nearestName } from '../../src/model/nearest-name.ts'

const fields = ['name', 'port', 'ready', 'warmup', 'workers', 'by', 'servers', 'latencyP50', 'latencyP99']

test.for([
  ['nam', 'name'],
  ['warmUp', 'warmup'],
  ['prot', 'port'],
  ['readyWithin', 'ready'],
  ['work', 'workers'],
  ['server', 'servers'],
  ['latencyP9', 'latencyP99'],
  ['LATENCYP50', 'latencyP50'],
  ['bye', 'by'],
] as const)('%s was meant for %s', ([name, meant]) => {
  expect(nearestName(name, fields)).toBe(meant)
})

test.for(['cluster', 'to', 'x', 'wormapp', ''])('nothing is near "%s"', (name) => {
  expect(nearestName(name, fields)).toBeUndefined()
})

test('the one with the fewest edits is nearest, and of equals the first', () => {
  expect(nearestName('instruction', ['instructionsPerRequest', 'instructions'])).toBe('instructions')
  expect(nearestName('cat', ['bat', 'rat'])).toBe('bat')
})

test('nothing is near where nothing is known', () => {
  expect(nearestName('name', [])).toBeUndefined()
})
