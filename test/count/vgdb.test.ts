import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instructionsIn } from '../../src/count/vgdb.ts'

/** As callgrind 3.19 answers. */
const counting = `instrumentation: on
executed-bbs: 294
executed-calls: 58
distinct-bbs: 84
distinct-calls: 18
distinct-functions: 23
distinct-contexts: 23
events: Ir
part: 0
threads: 1 2 4
current-tid: 2
events-1: 653
frames-1: 2
function-1-0: epoll_pwait
calls-1-0: 4
events-1-0: 158
function-1-1: events-2: 7
events-2: 389
frames-2: 0
events-4: 0
frames-4: 0
`

test('the instructions of all threads are added up, those of frames are not', () => {
  expect(instructionsIn(counting)).toBe(1042)
})

test('line feeds with carriage returns change nothing', () => {
  expect(instructionsIn(counting.replaceAll('\n', '\r\n'))).toBe(1042)
})

test.for([
  ['nothing', ''],
  ['a process that does not count', 'instrumentation: off\n'],
  ['a command that is not known', "command 'status' not recognised\n"],
  ['a third state', counting.replace('on', 'onwards')],
  ['more than instructions', counting.replace('events: Ir', 'events: Ir Dr Dw')],
  ['something else than instructions', counting.replace('events: Ir', 'events: Dr')],
  ['no thread', counting.replace('threads: 1 2 4', 'threads:')],
  ['a thread without a total', counting.replace('threads: 1 2 4', 'threads: 1 2 4 9')],
  ['threads that are no numbers', counting.replace('threads: 1 2 4', 'threads: 1 two 4')],
  ['a total twice', `${counting}events-1: 653\n`],
  ['a total with commas', counting.replace('events-1: 653', 'events-1: 653,000')],
  ['a total below zero', counting.replace('events-1: 653', 'events-1: -653')],
  ['a total without digits', counting.replace('events-1: 653', 'events-1: ')],
  ['a total that is not exact any more', counting.replace('events-1: 653', 'events-1: 9007199254740992')],
  ['two answers', counting + counting],
] as const)('%s is no number', ([, text]) => {
  expect(instructionsIn(text)).toBeNull()
})

test('an answer that is cut off is no number, or the whole one', () => {
  for (let end = 0; end < counting.length; end += 1)
    expect([null, 1042]).toContain(instructionsIn(counting.slice(0, end)))
  expect(instructionsIn(counting.slice(0, counting.indexOf('events-4')))).toBeNull()
})

test('garbage is never a number', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => instructionsIn(text) === null))
})

test('an answer that lost a line is no number, or the whole one', () => {
  const lines = counting.split('\n')
  fc.assert(
    fc.property(fc.nat(lines.length - 1), (lost) =>
      [null, 1042].includes(instructionsIn(lines.toSpliced(lost, 1).join('\n'))),
    ),
  )
})
