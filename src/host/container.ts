import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listenersIn } from './listeners.ts'
import { listProc, monotonic, readProc } from './proc.ts'
import type { Usage } from './usage.ts'

/** Containers, as Linux shows them to the machine that they run on: a control group, and a network of their own. */

/** A container's control group: its path below the mount of version 2. */
export type Container = { readonly cgroup: string }

/** Docker, Podman, containerd and CRI-O name the group by the 64 hex digits of the container's id, with a prefix or without. */
const CONTAINER = /^0::(\/(?:.*\/)?(?:[a-z-]+-)?[0-9a-f]{64}(?:\.scope)?)(?:\/|$)/m

/** The container of a process with this text in `/proc/<pid>/cgroup`; null when it is in none, or in one of cgroup version 1. */
export function containerIn(text: string): Container | null {
  const cgroup = CONTAINER.exec(text)?.[1]
  return cgroup === undefined ? null : { cgroup }
}

/** The container of a process. Null also for the one that this process itself is in. */
export function containerOf(pid: number): Container | null {
  const container = containerIn(readProc(`${pid}/cgroup`) ?? '')
  return container?.cgroup === containerIn(readProc('self/cgroup') ?? '')?.cgroup ? null : container
}

/** Where Linux mounts version 2: alone, or beside version 1. */
const MOUNTS = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'] as const

/**
 * What all processes of a container have used so far: CPU to the microsecond, and the peak of its memory, the cache of its files
 * included. Of its processes, only the first has to live as long as the container: others may be health checks. Null when the group cannot be read, as under version 1.
 */
export function containerUsage({ cgroup }: Container, mounts: readonly string[] = MOUNTS): Usage | null {
  const at = monotonic()
  for (const mount of mounts) {
    const folder = join(mount, cgroup)
    const cpu = cpuIn(readText(join(folder, 'cpu.stat')) ?? '')
    const [first, ...passing] = processesIn(folder)
    if (cpu !== null && first !== undefined)
      return { at, threads: cpu, total: cpu, memory: memoryOf(folder), pids: [first], passing }
  }
  return null
}

/** CPU seconds in the text of `cpu.stat`; null when it has none. */
export function cpuIn(stat: string): number | null {
  const microseconds = /^usage_usec (\d+)$/m.exec(stat)?.[1]
  return microseconds === undefined ? null : Number(microseconds) / 1e6
}

/** Kernels before 5.19 know no peak. */
function memoryOf(folder: string): number | null {
  const text = readText(join(folder, 'memory.peak')) ?? readText(join(folder, 'memory.current'))
  return text !== null && /^\d+\s*$/.test(text) ? Number(text) : null
}

/** The processes of a group and of those below it, the lowest first. */
function processesIn(folder: string): number[] {
  const own = (readText(join(folder, 'cgroup.procs')) ?? '').split('\n').filter(Boolean).map(Number)
  const below = foldersIn(folder).flatMap((name) => processesIn(join(folder, name)))
  return [...own, ...below].toSorted((one, other) => one - other)
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  } catch {
    return []
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Where Docker's proxy forwards the connections of a port of this machine to. */
export type Forwarded = { readonly address: string; readonly port: number }

/** From the text of `/proc/<pid>/cmdline`, when that is Docker's proxy for this port; otherwise null. */
export function forwardedBy(cmdline: string, port: number): Forwarded | null {
  const [program = '', ...words] = cmdline.split('\0')
  const valueOf = (flag: string) => words[words.indexOf(flag) + 1] ?? ''
  if (!/(^|\/)docker-proxy$/.test(program) || valueOf('-proto') !== 'tcp' || valueOf('-host-port') !== String(port))
    return null
  return { address: valueOf('-container-ip'), port: Number(valueOf('-container-port')) }
}

/** What a process in a container can be told by: the texts of its `cgroup`, `net/tcp` with `net/tcp6`, and `net/fib_trie`. */
export type Contained = { readonly cgroup: string; readonly sockets: string; readonly addresses: string }

/** The container that has this address and listens on this port; null when there is none. */
export function containerAt({ address, port }: Forwarded, all: readonly Contained[]): Container | null {
  const own = all.find(
    ({ sockets, addresses }) =>
      addresses.split('\n').some((line) => line.trim() === `|-- ${address}`) &&
      listenersIn(sockets).some((listener) => listener.port === port),
  )
  return own ? containerIn(own.cgroup) : null
}

/** The proxy of a port, which listens for a container, and that container. Null where no proxy does. */
export function containerBehind(port: number): { readonly proxy: number; readonly container: Container } | null {
  for (const proxy of listProc('')) {
    const forwarded = forwardedBy(readProc(`${proxy}/cmdline`) ?? '', port)
    const container = forwarded && containerAt(forwarded, listContained())
    if (container) return { proxy, container }
  }
  return null
}

function listContained(): Contained[] {
  const groups = new Map(listProc('').map((pid) => [readProc(`${pid}/cgroup`) ?? '', pid]))
  return [...groups].flatMap(([cgroup, pid]) => {
    if (containerIn(cgroup) === null) return []
    const sockets = ['net/tcp', 'net/tcp6'].map((table) => readProc(`${pid}/${table}`) ?? '').join('\n')
    return [{ cgroup, sockets, addresses: readProc(`${pid}/net/fib_trie`) ?? '' }]
  })
}
