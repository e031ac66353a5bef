import { readlinkSync } from 'node:fs'
import { endianness } from 'node:os'
import { listProc, readProc } from './proc.ts'

/** A TCP socket that waits for connections: `127.0.0.1`, `0.0.0.0`, `::1` or `::`, and a port. */
export type Listener = { readonly address: string; readonly port: number }

/** As the kernel lists it. `inode` names the socket, as the descriptors of the processes that have it do. */
export type ListedListener = Listener & { readonly inode: string }

/** A socket, and a process that has it open. Several may: a parent and the workers that it forked. */
export type OwnedListener = Listener & { readonly pid: number }

/** The sockets on which processes of this machine listen. Null where there is no /proc, so that nobody can tell. */
export function listListeners(): readonly ListedListener[] | null {
  const table = readProc('net/tcp', hasConnections)
  if (table === null) return null
  // A kernel without IPv6 has no second table.
  const ofIPv6 = hasNoIPv6Sockets() ? '' : (readProc('net/tcp6', hasConnections) ?? '')
  return [table, ofIPv6].flatMap(listenersIn)
}

/** Asked first, because the kernel goes through every connection that there could be to list none, too. */
function hasNoIPv6Sockets(): boolean {
  return /^TCP6: inuse 0$/m.test(readProc('net/sockstat6') ?? '')
}

/** The sockets on which these processes listen. Null where there is no /proc. */
export function listenersOf(pids: readonly number[]): readonly OwnedListener[] | null {
  const listeners = listListeners()
  return listeners === null ? null : ownedBy(pids, listeners)
}

/**
 * The processes that listen on a port, ascending. Those of other users are left out, since nobody may look at their descriptors.
 * Null where there is no /proc.
 */
export function processesListeningOn(port: number): readonly number[] | null {
  const listeners = listListeners()?.filter((listener) => listener.port === port)
  if (listeners === undefined) return null
  if (listeners.length === 0) return []
  return [...new Set(ownedBy(listProc(''), listeners).map(({ pid }) => pid))].toSorted((one, other) => one - other)
}

/** The same for a Unix socket, by its path. */
export function processesListeningAt(path: string): readonly number[] | null {
  const table = readProc('net/unix')
  if (table === null) return null
  // The table was read as Latin-1, byte by byte.
  const inodes = new Set(unixListenersIn(table, Buffer.from(path).toString('latin1')))
  if (inodes.size === 0) return []
  const pids = listProc('').filter((pid) => [...socketsOf(pid)].some((inode) => inodes.has(inode)))
  return pids.toSorted((one, other) => one - other)
}

/** The flag of a Unix socket that waits for connections. */
const ACCEPTS = 0x10000

/** The inodes of the sockets at a path that wait for connections, in the text of `/proc/net/unix`. Lines that are none are skipped. */
export function unixListenersIn(table: string, path: string): readonly string[] {
  return table.split('\n').flatMap((line) => {
    const [, flags = '0', inode, found] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +(\d+) (.+)$/.exec(line.trim()) ?? []
    return inode !== undefined && found === path && (Number.parseInt(flags, 16) & ACCEPTS) !== 0 ? [inode] : []
  })
}

function ownedBy(pids: readonly number[], listeners: readonly ListedListener[]): readonly OwnedListener[] {
  const known = new Map(listeners.map((listener) => [listener.inode, listener]))
  return pids.flatMap((pid) =>
    [...socketsOf(pid)].flatMap((inode) => {
      const { address, port } = known.get(inode) ?? {}
      return address === undefined || port === undefined ? [] : [{ pid, address, port }]
    }),
  )
}

/** The inodes of a process' sockets; none when it is gone or another user's. */
function socketsOf(pid: number): ReadonlySet<string> {
  return new Set(listProc(`${pid}/fd`).flatMap((descriptor) => inodeOf(pid, descriptor) ?? []))
}

function inodeOf(pid: number, descriptor: number): string | null {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1] ?? null
  } catch {
    return null
  }
}

/** The state of a socket that listens, as the kernel numbers them. */
const LISTENS = '0A'

/** Of a table, in characters: one of IPv6 has some 200. */
const LONGEST_LINE = 400

/**
 * Whether the last whole line of a table is a connection. The kernel lists them after all sockets that listen
 * (Documentation/networking/proc_net_tcp.rst), and after some load there are thousands that wait for their end.
 */
export function hasConnections(table: string): boolean {
  const [line = ''] = table
    .slice(-2 * LONGEST_LINE)
    .split('\n')
    .slice(-2)
  const [, , , state = ''] = line.trim().split(/\s+/)
  return /^[\dA-F]{2}$/.test(state) && state !== LISTENS
}

/** The listening sockets in the text of `/proc/net/tcp` or `/proc/net/tcp6`. Lines that are none are skipped. */
export function listenersIn(table: string): ListedListener[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
    const [, host = '', port = ''] = /^([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4})$/.exec(local) ?? []
    if (host === '' || state !== LISTENS) return []
    return [{ address: addressIn(host), port: Number.parseInt(port, 16), inode }]
  })
}

/** The kernel writes an address as numbers of four bytes each, in the order of the machine. */
function addressIn(hex: string): string {
  const words = (hex.match(/.{8}/g) ?? []).map((word) => Buffer.from(word, 'hex'))
  const bytes = Buffer.concat(words.map((word) => (endianness() === 'LE' ? word.toReversed() : word)))
  if (bytes.length === 4) return [...bytes].join('.')
  const pairs = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  // The short form of an address is what a URL makes of it.
  return new URL(`http://[${pairs.join(':')}]`).hostname.slice(1, -1)
}
