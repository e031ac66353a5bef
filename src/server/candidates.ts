import { regexOf } from '../model/pattern.ts'
import { socketOrigin } from '../host/address.ts'
import type { Server } from '../model/server.ts'
import type { PrintedAddress } from './output.ts'
import type { Port } from './port.ts'
import type { Sockets } from './sockets.ts'

/** A port at which the application may be. */
export type Candidate = {
  readonly port: number
  /** `http://host:port`, in the order in which they are to be tried. */
  readonly origins: readonly string[]
  /** With which it was printed; null when it was not. */
  readonly line: string | null
}

/** What is known of a launch so far. `sockets` is null where nobody can tell who listens. */
export type Sighting = {
  readonly port: Port
  readonly printed: readonly PrintedAddress[]
  readonly sockets: Sockets | null
  /** Whether a socket that others opened may be the launch's all the same. */
  readonly mayBeOwn: (port: number) => boolean
}

/**
 * Where to ask: the port that the server was told, then what it printed and listens on, then what it listens on and did not
 * print. An address that it was told or printed, and on which only another program listens, is left out. With a `host` in its
 * definition, it is asked there and nowhere else.
 */
export function candidatesOf(
  server: Pick<Server, 'address' | 'tls' | 'host'>,
  sighting: Sighting,
): readonly Candidate[] {
  const { address, tls, host } = server
  const { port, printed, sockets } = sighting
  const scheme = tls ? 'https' : 'http'
  const originsAt = (one: number) =>
    host === undefined ? originsOf(one, sighting, scheme) : [`${scheme}://${bracketed(host)}:${one}`]
  if (port.socket !== undefined) return [{ port: 0, origins: [socketOrigin(port.socket, scheme)], line: null }]
  const itself = { port: port.number, origins: originsAt(port.number), line: lineOf(port.number, printed) }
  const told = isAnothers(port.number, sighting) ? [] : [itself]
  if (port.isSure) return told
  const listening = sockets?.own.map((one) => one.port) ?? null
  const ports = printed
    .map((one) => one.port)
    .filter((one) => listening === null || listening.includes(one) || isOpenedByOthers(one, sighting))
  const others = [...new Set([...ports, ...(listening ?? [])])]
    .filter((one) => one !== port.number)
    .map((one) => ({ port: one, origins: originsAt(one), line: lineOf(one, printed) }))
  const all = [...told, ...others]
  if (address === undefined) return all
  return address === 'last' ? lastOf(all, sighting) : all.filter((one) => matches(one, regexOf(address)))
}

/** Another program opened it, before this launch could. */
function isAnothers(port: number, { sockets, mayBeOwn }: Sighting): boolean {
  if (sockets === null || sockets.own.some((one) => one.port === port)) return false
  return sockets.others.some((one) => one.port === port) && !mayBeOwn(port)
}

function isOpenedByOthers(port: number, { sockets, mayBeOwn }: Sighting): boolean {
  return sockets?.others.some((one) => one.port === port) === true && mayBeOwn(port)
}

/** Of those that it printed, or else of those on which it listens. */
function lastOf(all: readonly Candidate[], { printed, sockets }: Sighting): readonly Candidate[] {
  const order = [...(sockets?.own ?? []), ...printed].map((one) => one.port)
  const place = ({ port }: Candidate) => order.lastIndexOf(port)
  const [last] = all.toSorted((one, other) => place(other) - place(one))
  return last === undefined || place(last) === -1 ? [] : [last]
}

function matches({ line, origins }: Candidate, pattern: RegExp): boolean {
  return [...(line === null ? [] : [line]), ...origins].some((text) => pattern.test(text))
}

function lineOf(port: number, printed: readonly PrintedAddress[]): string | null {
  return printed.find((one) => one.port === port)?.line ?? null
}

/** Hosts that mean this machine itself. A server that listens on all addresses listens on one of these, too. */
const LOOPBACK = ['127.0.0.1', '[::1]']

const HOSTS: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0': ['127.0.0.1'],
  '[::]': LOOPBACK,
  localhost: LOOPBACK,
}

/** By the sockets, where they are known; else as it was printed, or as any server is reached. */
function originsOf(port: number, { printed, sockets }: Sighting, scheme: 'http' | 'https'): readonly string[] {
  const listening = [...(sockets?.own ?? []), ...(sockets?.others ?? [])].filter((one) => one.port === port)
  const hosts =
    listening.length > 0
      ? listening.map(({ address }) => bracketed(address))
      : printed.filter((one) => one.port === port).map(({ host }) => host)
  const all = new Set((hosts.length > 0 ? hosts : LOOPBACK).flatMap((host) => HOSTS[host] ?? [host]))
  return [...all].toSorted((one, other) => rank(one) - rank(other)).map((host) => `${scheme}://${host}:${port}`)
}

/** As it stands in a URL. */
function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

function rank(host: string): number {
  const place = LOOPBACK.indexOf(host)
  return place === -1 ? LOOPBACK.length : place
}
