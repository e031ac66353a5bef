import type { Counted } from '../../src/bisect/count-commit.ts'
import type { CountIdentity, CountedLaunch } from '../../src/model/count.ts'
import type { Commit } from '../../src/model/commits.ts'

/** Commits and counts for tests that count nothing. */

export function commit(subject: string, more: Partial<Commit> = {}): Commit {
  const hash = more.hash ?? subject.padEnd(40, '0')
  return { hash, parents: [], author: 'Ann', date: '2026-11-20T10:00:00Z', subject, ...more }
}

/** A launch of a server that takes so many instructions per request. */
export function launchOf(instructions: number): CountedLaunch {
  const block = { requests: 10, instructions: 10 * instructions }
  return { server: 'api', side: 'head', blocks: [block, block, block, block], processes: 1, seconds: 1 }
}

export function countedAs(instructions: number, launches = 2, fresh = launches): Counted {
  return { launches: Array.from({ length: launches }, () => launchOf(instructions)), fresh }
}

export const identity: CountIdentity = {
  runtime: 'node 24.21.0',
  binary: '0123456789abcdef',
  libc: 'glibc 2.36',
  valgrind: '3.19.0',
  arch: 'x64',
  method: 2,
}
