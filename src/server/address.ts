import { hostname, networkInterfaces } from 'node:os'
import { stripVTControlCharacters } from 'node:util'

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
