import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { candidatesOf, type Sighting } from '../../src/server/candidates.ts'

const TOLD = 20_000

const seen = (sighting: Partial<Sighting>): Sighting => ({
  port: { number: TOLD, isSure: false },
  printed: [],
  sockets: { own: [], others: [] },
  mayBeOwn: () => false,
  ...sighting,
})

const printed = (port: number, line = `http://localhost:${port}`, host = 'localhost') => ({ host, port, line })
const at = (port: number, address = '127.0.0.1') => ({ address, port })
const portsOf = (sighting: Partial<Sighting>, address?: string) =>
  candidatesOf({ address }, seen(sighting)).map(({ port }) => port)

test('the port that the server was told comes first, then what it printed, then what it listens on without having said so', () => {
  const own = [at(1), at(2), at(3)]
  expect(portsOf({ printed: [printed(3), printed(2)], sockets: { own, others: [] } })).toEqual([TOLD, 3, 2, 1])
})

test('a server that listens on a port for sure is asked nowhere else', () => {
  const port = { number: TOLD, isSure: true }
  expect(portsOf({ port, printed: [printed(3)], sockets: { own: [at(3)], others: [] } })).toEqual([TOLD])
})

test('an address that was printed and on which no process of the launch listens is never asked', () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9 })),
      fc.array(fc.integer({ min: 1, max: 9 })),
      fc.array(fc.integer({ min: 1, max: 9 })),
      (lines, own, others) => {
        const asked = portsOf({
          printed: lines.map((port) => printed(port)),
          sockets: { own: own.map((port) => at(port)), others: others.map((port) => at(port)) },
        })
        expect(new Set(asked)).toEqual(new Set([TOLD, ...own]))
      },
    ),
  ))

test('an address that others opened since is asked only where it was printed and may be the launch’s', () => {
  const sockets = { own: [], others: [at(1), at(2), at(3)] }
  expect(portsOf({ printed: [printed(1), printed(2)], sockets, mayBeOwn: (port) => port !== 2 })).toEqual([TOLD, 1])
})

test.for([true, false])(
  'a port that only another program opened since is not asked, although the server was told it: %s',
  (isSure) => {
    const port = { number: TOLD, isSure }
    const others = [at(TOLD)]
    expect(portsOf({ port, sockets: { own: [], others } })).toEqual([])
    expect(portsOf({ port, sockets: { own: [], others }, mayBeOwn: () => true })).toEqual([TOLD])
    expect(portsOf({ port, sockets: { own: [at(TOLD, '::1')], others } })).toEqual([TOLD])
  },
)

test('where nobody can tell who listens, every address of this machine that was printed is asked', () => {
  expect(portsOf({ printed: [printed(2), printed(1)], sockets: null })).toEqual([TOLD, 2, 1])
})

describe('with `address`', () => {
  const two = {
    printed: [printed(1, 'metrics at http://localhost:1/metrics'), printed(2, 'app at http://localhost:2')],
    sockets: { own: [at(1), at(2), at(3)], others: [] },
  }

  test.for([
    ['^app', [2]],
    ['/metrics$', [1]],
    ['http://127\\.0\\.0\\.1:3$', [3]],
    [`:${TOLD}`, [TOLD]],
    ['nothing', []],
  ] as const)('/%s/ matches the lines and the addresses of %o', ([pattern, ports]) => {
    expect(portsOf(two, pattern)).toEqual(ports)
  })

  test('`last` is what was printed last, or else the socket that came last', () => {
    expect(portsOf(two, 'last')).toEqual([2])
    expect(portsOf({ sockets: { own: [at(3), at(1)], others: [] } }, 'last')).toEqual([1])
    expect(portsOf({}, 'last')).toEqual([])
  })

  test('`last` is never an address on which nobody of the launch listens', () => {
    expect(portsOf({ ...two, printed: [...two.printed, printed(9, 'upstream http://localhost:9')] }, 'last')).toEqual([
      2,
    ])
  })
})

const originsAt = (sighting: Partial<Sighting>) => candidatesOf({}, seen(sighting)).at(-1)?.origins

describe('an address is reached', () => {
  test.for([
    ['127.0.0.1', ['http://127.0.0.1:5']],
    ['0.0.0.0', ['http://127.0.0.1:5']],
    ['::1', ['http://[::1]:5']],
    ['::', ['http://127.0.0.1:5', 'http://[::1]:5']],
    ['10.0.0.7', ['http://10.0.0.7:5']],
  ] as const)('where a socket listens at %s', ([address, origins]) => {
    expect(originsAt({ sockets: { own: [at(5, address)], others: [] } })).toEqual(origins)
  })

  test('at the loopback first, where it listens at several', () => {
    const own = [at(5, '10.0.0.7'), at(5, '::1'), at(5, '127.0.0.1')]
    expect(originsAt({ sockets: { own, others: [] } })).toEqual([
      'http://127.0.0.1:5',
      'http://[::1]:5',
      'http://10.0.0.7:5',
    ])
  })

  test.for([
    ['localhost', ['http://127.0.0.1:5', 'http://[::1]:5']],
    ['[::1]', ['http://[::1]:5']],
    ['a-name', ['http://a-name:5']],
  ] as const)('as %s was printed, where nobody can tell who listens', ([host, origins]) => {
    expect(originsAt({ printed: [printed(5, '', host)], sockets: null })).toEqual(origins)
  })

  test('at either loopback where only the port is known', () => {
    expect(originsAt({ port: { number: 5, isSure: true } })).toEqual(['http://127.0.0.1:5', 'http://[::1]:5'])
  })
})

test('a server with a host is asked there, and nowhere else', () => {
  const sockets = { own: [at(TOLD, '0.0.0.0'), at(1, '127.0.0.1')], others: [] }
  const all = candidatesOf({ host: '10.0.0.5' }, seen({ sockets }))
  expect(all.flatMap(({ origins }) => origins)).toEqual([`http://10.0.0.5:${TOLD}`, 'http://10.0.0.5:1'])
  const [told] = candidatesOf({ host: 'fd00::5', tls: { name: 'localhost' } }, seen({ sockets }))
  expect(told?.origins).toEqual([`https://[fd00::5]:${TOLD}`])
})
