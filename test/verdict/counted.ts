import type { CountedServer, CountedLaunch, CountIdentity, ServerCounts } from '../../src/model/count.ts'
import { countedMetricsOf } from '../../src/verdict/counted-recording.ts'

/** Servers as they are counted. */

const IDENTITY: CountIdentity = {
  runtime: 'node 24.21.0',
  binary: 'sha256:0123456789abcdef',
  libc: 'glibc 2.36',
  valgrind: '3.19.0',
  arch: 'x64',
  method: 1,
}

/** A launch whose blocks take about so many thousand instructions per request; every `garbage`-th block is doubled. */
function launch(thousands: number, { garbage = Infinity, blocks = 8, side = 'head' as const } = {}): CountedLaunch {
  return {
    server: 'fastify',
    side,
    blocks: Array.from({ length: blocks }, (_, index) => {
      const doubled = index % garbage === garbage - 1 ? 2 : 1
      return { requests: 50, instructions: Math.round(50_000 * thousands * doubled * (1 + ((index * 3) % 5) * 2e-5)) }
    }),
    processes: 1,
    seconds: 4,
  }
}

export function counts(head: readonly number[], base: readonly number[] = [], garbage?: number): ServerCounts {
  const launches = (side: readonly number[]) =>
    side.map((value) => launch(value, garbage ? { garbage, blocks: 120 } : {}))
  return { identity: IDENTITY, head: launches(head), base: launches(base) }
}

/** What a baseline keeps of launches of so many thousand instructions per request. */
export function recorded(
  thousands: readonly number[],
  garbage?: number,
  change: Partial<CountIdentity> = {},
): CountedServer {
  return {
    recorded: { at: '2026-01-31T12:00:00.000Z', commit: 'c0ffee1', dirty: false },
    identity: { ...IDENTITY, ...change },
    metrics: countedMetricsOf(counts(thousands, [], garbage).head),
  }
}
