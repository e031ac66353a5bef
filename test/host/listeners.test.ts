import { endianness } from 'node:os'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasConnections, listenersIn, unixListenersIn } from '../../src/host/listeners.ts'

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1151 1 0000000042fb9543 100 0 0 10 0
   1: 0100007F:B457 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 6818437 1 0000000056f7b55f 100 0 0 10 0
   3: 0100007F:9FE0 0100007F:A1FD 06 00000000:00000000 03:00000129 00000000     0        0 0 3 00000000943789d7
   4: 0100007F:1F90 0100007F:C35A 01 00000000:00000000 00:00000000 00000000  1000        0 77 1 0000000000000000 20 4 30 10 -1
`

const TCP6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1 0000000000000000 100 0 0 10 0
   1: 00000000000000000000000000000000:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12 1 0000000000000000 100 0 0 10 0
   2: B80D0120000000000000000001000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13 1 0000000000000000 100 0 0 10 0
`

/** A table up to and with its line of that number; the header is the first. */
const upTo = (table: string, lines: number) => table.split('\n').slice(0, lines).join('\n') + '\n'

test('a table is read up to its first connections: all sockets that listen come before them', () => {
  expect([1, 2, 3, 4, 5].map((lines) => hasConnections(upTo(TCP, lines)))).toEqual([false, false, false, true, true])
  expect(hasConnections(TCP6)).toBe(false)
  expect(hasConnections('')).toBe(false)
})

test('half a line of a table does not count', () => {
  const whole = upTo(TCP, 4)
  const ofTheLast = upTo(TCP, 3).length
  for (let end = ofTheLast; end < whole.length; end += 1) expect(hasConnections(whole.slice(0, end))).toBe(false)
})

// The kernel writes in the order of the machine, and these tables come from a little one.
test.runIf(endianness() === 'LE')(
  'of the kernel’s tables only the sockets that listen are taken, with their inodes',
  () => {
    expect(listenersIn(TCP)).toEqual([
      { address: '0.0.0.0', port: 2024, inode: '1151' },
      { address: '127.0.0.1', port: 46_167, inode: '6818437' },
    ])
    expect(listenersIn(TCP6)).toEqual([
      { address: '::1', port: 8080, inode: '11' },
      { address: '::', port: 8081, inode: '12' },
      { address: '2001:db8::1', port: 443, inode: '13' },
    ])
  },
)

test('what is no table has no listeners', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(listenersIn(text)).toEqual([])
    }),
  )
  expect(listenersIn('   0: 0100007F:B457')).toEqual([])
})

test('a Unix socket that waits for connections is found by its path, and its connections are not', () => {
  const table = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 16120 /tmp/a socket
0000000000000000: 00000003 00000000 00000000 0001 03 16121 /tmp/a socket
0000000000000000: 00000003 00000000 00000000 0001 03 16122
0000000000000000: 00000002 00000000 00010000 0001 01 16123 @abstract
`
  expect(unixListenersIn(table, '/tmp/a socket')).toEqual(['16120'])
  expect(unixListenersIn(table, '/tmp/a')).toEqual([])
})
