import { once } from 'node:events'
import { hostname } from 'node:os'
import { PassThrough, Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressesIn, readOutput } from '../../src/server/output.ts'

/** A text as the chunks that the cuts leave. */
function pieces(text: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % text.length), text.length].toSorted((a, b) => a - b)
  return places
    .slice(1)
    .map((place, index) => text.subarray(places[index], place))
    .filter((piece) => piece.length > 0)
}

/** What was written has been read. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

async function read(chunks: Buffer[]) {
  const stream = Readable.from(chunks, { objectMode: false })
  const output = readOutput([stream])
  await once(stream, 'end')
  return output
}

test('an address is found wherever the output is cut into chunks', () =>
  fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 65_535 }), fc.array(fc.nat(), { maxLength: 12 }), async (port, cuts) => {
      const text = `grüezi\n\u001B[32m➜ \u001B[39mLocal: \u001B[36mhttp://localhost:\u001B[1m${port}\u001B[22m/\u001B[39m\nready\n`
      const { addresses } = await read(pieces(Buffer.from(text), cuts))
      expect(addresses()).toEqual([{ host: 'localhost', port, line: `➜ Local: http://localhost:${port}/` }])
    }),
  ))

test('the tail is the end of what was printed, in at most 8192 characters and 40 lines', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 400 }), { maxLength: 120 }),
      fc.array(fc.nat(), { maxLength: 5 }),
      async (lines, cuts) => {
        const text = `${lines.join('\n')}\n.`
        const { tail } = await read(pieces(Buffer.from(text), cuts))
        expect(text.endsWith(tail())).toBe(true)
        expect(tail().length).toBe(Math.min(8192, text.split('\n').slice(-40).join('\n').length))
      },
    ),
  ))

test('stdout and stderr are searched one by one and kept together', async () => {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const { tail, addresses } = readOutput([out, err])
  out.write('http://127.0.0.1:40')
  err.write('12 warnings\n')
  out.write('99 \n')
  await settled()
  expect(addresses()).toEqual([{ host: '127.0.0.1', port: 4099, line: 'http://127.0.0.1:4099' }])
  expect(tail()).toBe('http://127.0.0.1:4012 warnings\n99')
})

test('an address counts once its port is known, before its line has an end', async () => {
  const out = new PassThrough()
  const { addresses } = readOutput([out])
  out.write('up at http://127.0.0.1:4099/ since')
  await settled()
  expect(addresses()).toMatchObject([{ port: 4099, line: 'up at http://127.0.0.1:4099/ since' }])
  out.write(' now\nand http://127.0.0.1:5000\n')
  await settled()
  expect(addresses()).toMatchObject([{ port: 4099, line: 'up at http://127.0.0.1:4099/ since now' }, { port: 5000 }])
})

test('no more than a hundred addresses are kept, and none once nobody looks', async () => {
  const out = new PassThrough()
  const { addresses } = readOutput([out])
  out.write('GET http://127.0.0.1:4099/ 200\n'.repeat(150))
  await settled()
  expect(addresses()).toHaveLength(100)
  const other = new PassThrough()
  const output = readOutput([other])
  output.stopLooking()
  other.write('http://127.0.0.1:4099/\n')
  await settled()
  expect(output.addresses()).toEqual([])
})

test('nothing printed is an empty tail', async () => {
  expect((await read([])).tail()).toBe('')
})

test.each([
  ['listening on http://127.0.0.1:8080\n', '127.0.0.1', 8080],
  ['http://localhost:3000/ is up', 'localhost', 3000],
  ['Listening at: http://0.0.0.0:8000 (123)', '0.0.0.0', 8000],
  ['{"msg":"Server listening at http://[::]:4100"}', '[::]', 4100],
  ['http://[::1]:4100\n', '[::1]', 4100],
  [`http://${hostname()}:81/`, hostname(), 81],
  ['database at http://db.example:5432/, up at http://127.0.0.1:5000\n', '127.0.0.1', 5000],
])('in %j the address is that of %s and %i', (printed, host, port) => {
  expect(addressesIn(printed)).toEqual([{ host, port, line: printed.trim() }])
})

test('all addresses of a line are found', () => {
  expect(addressesIn('http://127.0.0.1:1 http://127.0.0.1:2 ').map(({ port }) => port)).toEqual([1, 2])
})

test.each([
  ['', 'nothing'],
  ['http://127.0.0.1:80', 'a port that may go on'],
  ['http://127.0.0.1/\n', 'no port'],
  ['https://127.0.0.1:8443\n', 'not plain http'],
  ['http://127.0.0.1:0\n', 'not a port'],
  ['http://127.0.0.1:65536\n', 'not a port'],
  ['http://127.0.0.1:123456\n', 'not a port'],
  ['http://db.example:5432/\n', 'another machine'],
])('in %j there is none: %s', (printed) => {
  expect(addressesIn(printed)).toEqual([])
})
