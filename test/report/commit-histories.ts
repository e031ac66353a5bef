import type { Commit, CommitHistory, CountedCommit } from '../../src/model/commits.ts'

/** Commits that were counted after the fact. */

const commit = (place: number, subject: string): Commit => ({
  hash: `${place}`.repeat(9).padEnd(40, '0'),
  parents: [],
  author: 'Ann',
  date: `2026-11-0${place}T10:00:00Z`,
  subject,
})
const counted = (place: number, subject: string, instructions: number) => ({
  ...commit(place, subject),
  count: { instructions, spread: 0.0001 },
})

export const first = counted(1, 'Begin', 2_135_400)
export const commits: readonly CountedCommit[] = [
  first,
  counted(2, 'Add a route', 2_136_000),
  { ...commit(3, 'Break it'), skipped: 'it does not install: `npm ci` ended with exit code 1' },
  counted(4, 'Copy the context', 2_471_300),
  counted(5, 'Cache it', 2_300_000),
]
const change = (estimate: number) => ({ estimate, low: estimate - 0.002, high: estimate + 0.002 })

export const history: CommitHistory = {
  from: 'v1',
  to: 'HEAD',
  commits: 9,
  series: [
    {
      scenario: 'home page',
      server: 'fastify',
      config: null,
      commits,
      changes: [
        {
          before: first,
          commits: [commit(3, 'Break it'), commit(4, 'Copy the context')],
          after: { instructions: 2_471_300, spread: 0.0001 },
          change: change(0.157),
        },
        {
          before: first,
          commits: [commit(5, 'Cache it')],
          after: { instructions: 2_300_000, spread: 0.0001 },
          change: change(-0.069),
        },
      ],
    },
    { scenario: 'home page', server: 'express', config: null, commits: commits.slice(0, 2), changes: [] },
  ],
  counted: 4,
  kept: 1,
  seconds: 80,
}
