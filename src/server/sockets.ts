import {
  listenersOf,
  listListeners,
  processesListeningOn,
  type ListedListener,
  type Listener,
} from '../host/listeners.ts'
import { launchOf, membersOf, processesOf, startTimeOf, treeOf } from '../host/proc.ts'

/** Where a launch listens; and sockets that others opened since it was started. Those that came first stand first. */
export type Sockets = { readonly own: readonly Listener[]; readonly others: readonly Listener[] }

/**
 * Where a launch listens, as was seen not long ago; `now`: as it is. Null where there is no /proc, so that nobody can tell.
 */
export type LookAtSockets = (now: boolean) => Sockets | null

/**
 * Of the time, for the kernel's lists of sockets. It goes through every connection that there could be to make one: 4 ms for those of
 * IPv4 on a machine of 24 GB, and as much again where IPv6 is used. In a first launch nobody knows yet where the server listens.
 */
const SHARE_OF_LISTING = { first: 0.1, later: 0.025 } as const

/**
 * To be called before the launch starts: sockets that are there by then are not its own. `pid` of what it returns is the
 * launch's first process.
 */
export function watchSockets(token: string, which: keyof typeof SHARE_OF_LISTING): (pid: number) => LookAtSockets {
  const before = new Set(listListeners()?.map(({ inode }) => inode))

  return (pid) => {
    let known: readonly ListedListener[] = []
    let sockets: Sockets = { own: [], others: [] }
    let nextAt = 0

    function list(): Sockets | null {
      const fresh = listListeners()?.filter(({ inode }) => !before.has(inode))
      if (fresh === undefined) return null
      const ordered = inOrder(fresh, known)
      // Whose a socket is, is expensive to find out, and does not change.
      if (inodesOf(ordered) !== inodesOf(known))
        sockets = split(ordered, [...treeOf(pid), ...membersOf(pid), ...processesOf(token)])
      known = ordered
      return sockets
    }

    return (now) => {
      const began = performance.now()
      if (!now && began < nextAt) return sockets
      const listed = list()
      const ended = performance.now()
      if (listed !== null) nextAt = ended + (ended - began) / SHARE_OF_LISTING[which]
      return listed
    }
  }
}

/** Those that were known before, then the new ones, by their numbers, which mostly grow. */
function inOrder(fresh: readonly ListedListener[], known: readonly ListedListener[]): readonly ListedListener[] {
  const place = new Map(known.map(({ inode }, index) => [inode, index]))
  const placeOf = ({ inode }: ListedListener) => place.get(inode) ?? known.length
  return fresh.toSorted((one, other) => placeOf(one) - placeOf(other) || Number(one.inode) - Number(other.inode))
}

function inodesOf(listeners: readonly ListedListener[]): string {
  return listeners.map(({ inode }) => inode).join()
}

function split(fresh: readonly Listener[], pids: readonly number[]): Sockets {
  const owned = new Set(listenersOf(pids)?.map(nameOf))
  const isOwn = (listener: Listener) => owned.has(nameOf(listener))
  return { own: fresh.filter(isOwn), others: fresh.filter((one) => !isOwn(one)) }
}

function nameOf({ address, port }: Listener): string {
  return `${address} ${port}`
}

/**
 * Whether a port that others opened since may be the launch's all the same, as behind `docker run`: whoever listens there may not
 * be looked at, or was started later than the launch's first process `pid`, and by no other launch.
 */
export function mayBeOwn(port: number, pid: number): boolean {
  const started = Number(startTimeOf(pid))
  const owners = processesListeningOn(port) ?? []
  return owners.every((owner) => Number(startTimeOf(owner)) >= started && launchOf(owner) === null)
}
