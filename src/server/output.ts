import { hostname, networkInterfaces } from 'node:os'
import type { Readable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'

/** What a server prints. It is read as it comes, so that the server never waits for its output. */
export type Output = {
  /** The last lines of stdout and stderr, at most 8192 characters and 40 lines. */
  readonly tail: () => string
  /** The origin that it reports. May never resolve. */
  readonly address: Promise<string>
}

const CHARACTERS_KEPT = 8 * 1024
const LINES_KEPT = 40

/** Starts reading. */
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
    // A broken pipe means that the process has ended, which is noticed elsewhere.
    stream.on('error', () => {})
  }
  return { tail: () => kept.trimEnd().split('\n').slice(-LINES_KEPT).join('\n'), address: promise }
}

/** Looks for the first address in one stream, which may come in pieces. */
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

/** A character after the port shows that no digit of it is still to come. */
const ADDRESS = /http:\/\/(\[[^\]\s]+\]|[^\s:/[\]]+):(\d{1,5})(?=[^\d])/g

/** Hosts that mean this machine. A server that listens on all addresses listens on 127.0.0.1, too. */
const HERE = new Set(['localhost', '0.0.0.0', '[::]'])

/**
 * The first `http://host:port` of this machine in what a server printed, as an origin to connect to; null when there is none
 * yet. Skips addresses of other machines: a server may print where its database is, which must not get any load.
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
