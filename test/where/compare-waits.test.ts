import { describe, expect, test } from 'vitest'
import { changeOf, compareWaits } from '../../src/where/compare-waits.ts'
import { sideWaits } from '../../src/where/side-waits.ts'
import type { Watched } from '../../src/where/watched.ts'
import { profileOf, thread, wait, watched } from './watched.ts'

/** Kind, detail, name of the function, and milliseconds that were added. */
function changes(before: Partial<Watched> | null, now: Partial<Watched>) {
  const old = before && sideWaits(watched(before), 'x64')
  return compareWaits(old, sideWaits(watched(now), 'x64')).map((one) => {
    const added = Number((changeOf(one) * 1000).toFixed(6))
    return [one.kind, one.detail, one.place?.name ?? null, added]
  })
}

/** Tracing made everything take twice as long, which is taken off again. */
const traced = (...waits: Watched['traced']['waits']): Watched['traced'] => ({ requests: 100, slowdown: 2, waits })

describe('what requests wait for', () => {
  test.for<[string, string | null, string, string]>([
    ['Timeout', null, 'timer', 'setTimeout'],
    ['TCPWRAP', null, 'network', ''],
    ['HTTPCLIENTREQUEST', null, 'network', ''],
    ['FSREQPROMISE', null, 'file', ''],
    ['GETADDRINFOREQWRAP', null, 'lookup', ''],
    ['PROCESSWRAP', null, 'process', ''],
    ['PIPEWRAP', null, 'process', ''],
    ['MESSAGEPORT', null, 'worker', ''],
    ['PROMISE', 'REQUEST', 'queue', ''],
    ['PROMISE', 'TCPWRAP', 'network', ''],
    ['PROMISE', null, 'promise', ''],
    ['PBKDF2REQUEST', null, 'other', 'PBKDF2REQUEST'],
  ])('of %s, resolved by %s, is %s', ([type, cause, kind, detail]) => {
    const now = { latency: 0.006, traced: traced(wait(type, 10, { cause })) }
    expect(changes({}, now)).toEqual([[kind, detail, 'handler', 5]])
  })

  test('in one place twice is one wait, in two places two', () => {
    const other = { name: 'other', path: '/app/main.ts', line: 30 }
    const waits = [wait('Timeout', 4), wait('Timeout', 4), wait('Timeout', 2, { site: other })]
    expect(changes({}, { latency: 0.006, traced: traced(...waits) })).toEqual([
      ['timer', 'setTimeout', 'handler', 4],
      ['timer', 'setTimeout', 'other', 1],
    ])
  })

  test('no longer is told, too, and what moved to another line is the same', () => {
    const site = { name: 'handler', path: '/app/main.ts', line: 40 }
    const before = { latency: 0.006, traced: traced(wait('Timeout', 10)) }
    expect(changes(before, { traced: traced(wait('Timeout', 2, { site })) })).toEqual([
      ['timer', 'setTimeout', 'handler', -4],
    ])
  })

  test('without another side is all that they wait for', () => {
    expect(changes(null, { traced: traced(wait('Timeout', 1)) })).toEqual([['timer', 'setTimeout', 'handler', 0.5]])
  })

  test('for a core is known by the kernel', () => {
    const threads = [thread({ core: 4 })]
    expect(changes({}, { latency: 0.006, threads })).toEqual([['core', '', null, 4]])
  })
})

describe('a function that keeps the event loop', () => {
  const before = [{ pid: 7, profile: profileOf({ light: 0.1, heavy: 0.1 }), loopDelay: null }]
  const now = [{ pid: 7, profile: profileOf({ light: 0.1, heavy: 5.1 }), loopDelay: null }]

  test('and sleeps, is blocked', () => {
    expect(changes({ processes: before }, { latency: 0.006, processes: now })).toEqual([['blocked', '', 'heavy', 5]])
  })

  test('and works, is on the CPU', () => {
    const busy = { cpu: 5.2, threads: [thread({ cpu: 5.2 })] }
    expect(changes({ processes: before }, { latency: 0.006, processes: now, ...busy })).toEqual([
      ['cpu', '', 'heavy', 5],
    ])
  })

  test('and waits for a core, does neither', () => {
    const threads = [thread({ core: 5 })]
    expect(changes({ processes: before }, { latency: 0.006, processes: now, threads })).toEqual([['core', '', null, 5]])
  })

  test('is not known of a server that is no Node, which is on the CPU all the same', () => {
    expect(changes({ processes: [] }, { latency: 0.006, processes: [], cpu: 5.2 })).toEqual([['cpu', '', null, 5]])
  })
})

/** A thread by the share of looks in which it slept in each system call. */
const asleep = (sleeps: Readonly<Record<number, number>>, more = {}) =>
  thread({ sleeps: new Map(Object.entries(sleeps).map(([call, share]) => [Number(call), share])), ...more })

describe('threads of a server that is no Node', () => {
  const python = { processes: [], traced: { requests: 0, slowdown: 1, waits: [] } }

  test('sleep in system calls, as long as they were seen there', () => {
    const now = { ...python, latency: 0.006, requests: 200, cpu: 0.04, threads: [asleep({ 230: 0.9, 232: 0.1 })] }
    expect(changes({ ...python, threads: [asleep({ 232: 0.8 })] }, now)).toEqual([
      ['call', 'clock_nanosleep', null, 4.5],
    ])
  })

  test('wait for work, which is told only where nothing else explains what takes longer', () => {
    const now = { ...python, latency: 0.006, requests: 200, cpu: 0.04, threads: [asleep({ 232: 1 })] }
    expect(changes({ ...python, threads: [asleep({ 232: 0.8 })] }, now)).toEqual([['call', 'epoll_wait', null, 4.2]])
  })

  test('that hardly wake up, answer nobody', () => {
    const threads = [asleep({ 230: 0.1 }), asleep({ 202: 1 }, { switches: 2, isMain: false })]
    const now = { ...python, latency: 0.006, requests: 20, cpu: 0.004, threads }
    expect(changes(python, now)).toEqual([['call', 'clock_nanosleep', null, 5]])
  })

  test('have the numbers of their architecture, and one that is not known', () => {
    const now = { ...watched(python), latency: 0.01, threads: [asleep({ 115: 0.1, 999: 0.2 })] }
    const names = [...sideWaits(now, 'arm64').waits.values()].map(({ detail }) => detail)
    expect(names).toEqual(['clock_nanosleep', 'call 999', ''])
  })
})

test('a side that answered nothing divides by nothing', () => {
  const side = sideWaits(watched({ requests: 0 }), 'x64')
  expect([side.onCpu, side.switches, side.blocked]).toEqual([0, 0, 0])
})
