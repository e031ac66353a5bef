import { describe, expect, test } from 'vitest'
import type { Heard } from '../../src/server/ask-ready.ts'
import { chooseAddress, type Asked, type Choosing } from '../../src/server/choose-address.ts'

const TOLD = 20_000

const right: Heard = {
  state: 'right',
  origin: '',
  answer: { body: 'x', bytes: Buffer.from('x'), closes: false },
}
const refused: Heard = { state: 'refused', origin: '', wrong: { status: 302, location: '/login' } }
const starting: Heard = { state: 'open', origin: '', wrong: { status: 503, location: null }, said: '' }
const nothing: Heard = { state: 'open', origin: '', wrong: null, reached: false, said: '', speaks: null }

const asked = (port: number, heard: Heard | null): Asked => ({ port, origins: [], line: null, heard })

const first: Choosing = {
  port: { number: TOLD, isSure: false },
  address: undefined,
  settle: 2,
  seconds: { settled: 0, quiet: 0 },
}
const later = { ...first, seconds: { settled: 60, quiet: 60 } }

function chosen(all: readonly Asked[], choosing: Partial<Choosing>): string | null {
  const choice = chooseAddress(all, { ...first, ...choosing })
  if (choice === null) return null
  return `${choice.kind} ${[choice.asked].flat().map(({ port }) => port)}`
}

test('the port that the server was told wins at once over all others that answer right', () => {
  expect(chosen([asked(TOLD, right), asked(1, right)], {})).toBe(`right ${TOLD}`)
})

test('an answer elsewhere waits in the first launch for one on the port that the server was told', () => {
  const all = [asked(TOLD, nothing), asked(1, right)]
  expect(chosen(all, {})).toBeNull()
  expect(chosen(all, later)).toBe('right 1')
})

test('in later launches an answer elsewhere is taken at once', () => {
  expect(chosen([asked(TOLD, nothing), asked(1, right)], { settle: 0 })).toBe('right 1')
})

test('a server that listens on the port that it was told, and still starts, is waited for', () => {
  expect(chosen([asked(TOLD, starting), asked(1, right)], later)).toBeNull()
})

test('a redirect on the port that the server was told is told at once, and elsewhere only when nothing is right', () => {
  expect(chosen([asked(TOLD, refused), asked(1, right)], {})).toBe(`refused ${TOLD}`)
  expect(chosen([asked(TOLD, nothing), asked(1, refused)], {})).toBeNull()
  expect(chosen([asked(TOLD, nothing), asked(1, refused)], later)).toBe('refused 1')
  expect(chosen([asked(TOLD, nothing), asked(1, refused), asked(2, right)], later)).toBe('right 2')
})

test('of several addresses the one that answers right is taken, and several that do cannot be told apart', () => {
  expect(chosen([asked(TOLD, nothing), asked(1, starting), asked(2, right)], later)).toBe('right 2')
  expect(chosen([asked(TOLD, nothing), asked(1, right), asked(2, right)], later)).toBe('several 1,2')
})

test('an address that was found and not heard of yet is waited for, but not for long', () => {
  const all = [asked(TOLD, nothing), asked(1, right), asked(2, null)]
  const seconds = { settled: 3, quiet: 3 }
  expect(chosen(all, { seconds })).toBeNull()
  expect(chosen([asked(TOLD, null), asked(1, right)], { seconds })).toBeNull()
  expect(chosen([asked(TOLD, nothing), asked(1, right)], { seconds })).toBe('right 1')
  expect(chosen(all, later)).toBe('right 1')
})

test('nothing is chosen of what has not answered', () => {
  expect(chosen([], later)).toBeNull()
  expect(chosen([asked(TOLD, null), asked(1, nothing)], later)).toBeNull()
})

describe('what the definition says', () => {
  test('about the port needs no waiting', () => {
    const port = { number: TOLD, isSure: true }
    expect(chosen([asked(TOLD, right)], { port })).toBe(`right ${TOLD}`)
    expect(chosen([asked(TOLD, refused)], { port })).toBe(`refused ${TOLD}`)
  })

  test('by a pattern needs no waiting either', () => {
    expect(chosen([asked(1, right)], { address: 'app' })).toBe('right 1')
    expect(chosen([asked(1, right), asked(2, right)], { address: 'app' })).toBe('several 1,2')
  })

  test('by `last` waits until no other address comes', () => {
    expect(chosen([asked(1, right)], { address: 'last', settle: 0 })).toBeNull()
    expect(chosen([asked(1, right)], { ...later, address: 'last' })).toBe('right 1')
  })
})
