import { hostname } from 'node:os'
import type { Readable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { keepLast } from '../host/last-lines.ts'
import { ownAddresses } from '../host/own-addresses.ts'

/** What a server prints. It is read as it comes, so that the server never waits for its output. */
export type Output = {
  /** The last lines of stdout and stderr, at most 8192 characters and 40 lines. */
  readonly tail: () => string
  /** The addresses of this machine that it has printed so far, in order. */
  readonly addresses: () => readonly PrintedAddress[]
  /** Looks for no more of them: a server may print one with every request. */
  readonly stopLooking: () => void
}

/** An address of this machine, as a host and a port, and the line in which it stood. */
export type PrintedAddress = { readonly host: string; readonly port: number; readonly line: string }

/** More than a line has in which an address stands. */
const CHARACTERS_KEPT = 8 * 1024

/** More than any server listens at. */
const ADDRESSES_KEPT = 100

/** Starts reading. */
export function readOutput(streams: readonly Readable[]): Output {
  const found: PrintedAddress[] = []
  let isLooking = true
  const tail = keepLast(streams)
  const searches = streams.map((stream) => {
    const search = searchLines((address) => found.length < ADDRESSES_KEPT && found.push(address))
    stream.on('data', (chunk: string) => isLooking && search.add(chunk))
    return search
  })
  return {
    tail,
    addresses: () => [...found, ...searches.flatMap((search) => addressesIn(search.pending()))],
    stopLooking: () => void (isLooking = false),
  }
}

type Search = { readonly add: (chunk: string) => void; readonly pending: () => string }

/** Finds the addresses in the lines of one stream, which may come in pieces. `pending` is the line that has no end yet. */
function searchLines(found: (address: PrintedAddress) => void): Search {
  let pending = ''
  function add(chunk: string): void {
    const lines = (pending + chunk).split('\n')
    pending = (lines.pop() ?? '').slice(-CHARACTERS_KEPT)
    for (const line of lines) for (const address of addressesIn(`${line}\n`)) found(address)
  }
  return { add, pending: () => pending }
}

/** A character after the port shows that no digit of it is still to come. */
const ADDRESS = /http:\/\/(\[[^\]\s]+\]|[^\s:/[\]]+):(\d{1,5})(?=[^\d])/g

/** Hosts that mean this machine, whatever it is called. */
const HERE = ['localhost', '127.0.0.1', '0.0.0.0', '[::1]', '[::]']

/**
 * Every `http://host:port` of this machine in a line. Skips addresses of other machines: a server may print where its database
 * is, which must not get any load.
 */
export function addressesIn(line: string): PrintedAddress[] {
  const plain = stripVTControlCharacters(line)
  return [...plain.matchAll(ADDRESS)].flatMap(([, host = '', digits = '']) => {
    const port = Number(digits)
    const isHere = HERE.includes(host) || ownHosts().has(host)
    return isHere && port >= 1 && port <= 65_535 ? [{ host, port, line: plain.trim() }] : []
  })
}

function ownHosts(): Set<string> {
  return new Set([hostname(), ...ownAddresses().map((one) => (one.includes(':') ? `[${one}]` : one))])
}
