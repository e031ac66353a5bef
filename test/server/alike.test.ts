import fc from 'fast-check'
import { expect, test } from 'vitest'
import { serverSchema } from '../../src/model/server.ts'
import { findDifferences } from '../../src/server/alike.ts'

const answer = (name: string, alike: string | undefined, text: string | Buffer) => ({
  server: serverSchema.parse({ name, command: ['node'], alike }),
  bytes: Buffer.from(text as string),
})

const page = (title: string) => `<html><head>${' '.repeat(100)}<title>${title}</title>${' '.repeat(100)}</head></html>`

test('a difference names both servers, both lengths, the place, and what stands there', () => {
  const found = findDifferences([answer('one', 'home', page('Welcome')), answer('two', 'home', page('Welcomes'))])
  expect(found.map(({ sentence }) => sentence)).toEqual([
    'Servers "one" and "two" are `alike: \'home\'` but answered differently at `ready`: 248 and 249 bytes, which differ from byte 126 on: ' +
      `…'${' '.repeat(10)}<title>Welcome</title>${' '.repeat(32)}'… and …'${' '.repeat(10)}<title>Welcomes</title>${' '.repeat(31)}'…. ` +
      'Make the answers the same, or give one server another label.',
  ])
})

test('only servers with the same label are compared, with the first, and there is one sentence for a label', () => {
  const answers = [
    answer('a', 'x', '1'),
    answer('b', 'y', '2'),
    answer('c', undefined, '3'),
    answer('d', undefined, '4'),
    answer('e', 'x', '5'),
    answer('f', 'x', '1'),
    answer('g', 'x', '6'),
  ]
  const found = findDifferences(answers)
  expect(found).toHaveLength(1)
  expect(found[0]).toEqual({ label: 'x', sentence: expect.stringContaining('"a" and "e"') as string })
})

test('bytes that are the same text after decoding are still different', () => {
  expect(
    findDifferences([answer('a', 'x', Buffer.from([0x41, 0xff])), answer('b', 'x', Buffer.from([0x41, 0xfe]))])[0]
      ?.sentence,
  ).toContain('from byte 1 on: the bytes ff and the bytes fe.')
})

test('answers differ when their bytes do, one that goes on after the other included', () =>
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (one, other) => {
      const found = findDifferences([answer('a', 'x', Buffer.from(one)), answer('b', 'x', Buffer.from(other))])
      expect(found).toHaveLength(Buffer.from(one).equals(Buffer.from(other)) ? 0 : 1)
    }),
  ))
