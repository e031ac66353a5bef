import { PassThrough } from 'node:stream'
import { setImmediate as settled } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { keepLast, lastLines } from '../../src/host/last-lines.ts'

test('at most 40 lines and 8192 characters are quoted, from the end', () => {
  expect(lastLines('one\ntwo\n\n')).toBe('one\ntwo')
  expect(lastLines(`${'line\n'.repeat(50)}`).split('\n')).toHaveLength(40)
  expect(lastLines(`begin${'x'.repeat(9000)}end`)).toBe(`${'x'.repeat(8189)}end`)
})

test('what several streams print is kept in the order in which it came, also after it was asked for', async () => {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const last = keepLast([out, err])
  expect(last()).toBe('')
  out.write('one\n')
  err.write('two\n')
  await settled()
  expect(last()).toBe('one\ntwo')
  out.write(`three\n${'x'.repeat(8192)}`)
  await settled()
  expect(last()).toBe('x'.repeat(8192))
})

test('a character that comes in two pieces is one, and a stream that breaks says nothing', async () => {
  const stream = new PassThrough()
  const last = keepLast([stream])
  const bytes = Buffer.from('ü')
  stream.write(bytes.subarray(0, 1))
  stream.write(bytes.subarray(1))
  await settled()
  stream.destroy(new Error('EPIPE'))
  await settled()
  expect(last()).toBe('ü')
})
