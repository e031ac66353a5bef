import { hostname, networkInterfaces } from 'node:os'
import type { Readable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'

/** What a server prints, read as it comes so that it never waits for us. */
export type Output = {
  /** The last lines of stdout and stderr, at most 8192 characters and 40 lines. */
  readonly tail: () => string
  /** The origin that it reports, once it does; it may never. */
  readonly address: Promise<string>
}

const CHARACTERS_KEPT = 8 * 1024
const LINES_KEPT = 40

/** Begins to read. */
export function readOutput(streams: readonly Readable[]): Output {
  const { promise, resolve } = Promise.withResolvers<string>()
  let kept = ''
  const keep = (chunk: string) => (kept = (kept + chunk).slice(-CHARACTERS_KEPT))
  for (const stream of streams) {
    const listen = addressListener(resolve)
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      keep(chunk)
      listen(chunk)
    })
    // A pipe that breaks ends with its process, which is noticed elsewhere.
    stream.on('error', () => {})
  }
  return { tail: () => kept.trimEnd().split('\n').slice(-LINES_KEPT).join('\n'), address: promise }
}

/** Looks for the address in one stream, also where it comes in pieces; not any more once it is found. */
function addressListener(found: (origin: string) => void): (chunk: string) => void {
  let pending = ''
  let searching = true
  return (chunk) => {
    if (!searching) return
    pending += chunk
    const origin = addressIn(pending)
    searching = origin === null
    if (origin !== null) found(origin)
    // An address stands within one line.
    pending = searching ? pending.slice(pending.lastIndexOf('\n') + 1).slice(-CHARACTERS_KEPT) : ''
  }
}

/** What follows the port tells that no digit of it is missing. */
const ADDRESS = /http:\/\/(\[[^\]\s]+\]|[^\s:/[\]]+):(\d{1,5})(?=[^\d])/g

/** Hosts that mean "here"; where a server listens on all of them, 127.0.0.1 is one. */
const HERE = new Set(['localhost', '0.0.0.0', '[::]'])

/**
 * The first `http://host:port` of this machine in what a server printed, as an origin to connect to; null when there is none
 * yet. Addresses of other machines are passed over: a server may print where its database is, and that must not get load.
 */
export function addressIn(printed: string): string | null {
  for (const [, host = '', port = ''] of stripVTControlCharacters(printed).matchAll(ADDRESS)) {
    if (Number(port) < 1 || Number(port) > 65_535) continue
    if (HERE.has(host)) return `http://127.0.0.1:${port}`
    if (ownHosts().has(host)) return `http://${host}:${port}`
  }
  return null
}

function ownHosts(): Set<string> {
  const addresses = Object.values(networkInterfaces()).flatMap((ofOne) => ofOne ?? [])
  const hosts = addresses.map(({ family, address }) => (family === 'IPv6' ? `[${address}]` : address))
  return new Set([hostname(), '127.0.0.1', '[::1]', ...hosts])
}
