import type {
  CountedGate,
  CountedSession,
  LaunchesOfSide,
  RecordedBaseline,
  SessionRecords,
} from '../../../bench/calibrate/records.ts'

/** Records of made-up counted gates. */

export function countedSession(given: Partial<CountedSession> = {}): CountedSession {
  return {
    kind: 'session',
    at: '2026-11-26T09:00:00.000Z',
    machine: { id: 'linux-x64-2-cores', cpu: 'AMD EPYC 26/2/1', cores: 2, os: 'linux', arch: 'x64', node: '24.21.0' },
    scenario: 'home page at 4 connections',
    code: '0123456789ab',
    commit: '848e95b85d4d',
    ...given,
  }
}

function sideOf(instructions: readonly number[]): LaunchesOfSide {
  return {
    instructions: [...instructions],
    spread: instructions.map(() => 0.0002),
    gcInstructions: instructions.map(() => 0),
    gcSpread: instructions.map(() => 0),
    seconds: instructions.map(() => 9),
  }
}

export function recordedBaseline(given: Partial<RecordedBaseline> = {}): RecordedBaseline {
  const { seconds: _, ...launches } = sideOf([2_000_000, 2_000_200, 1_999_900, 2_000_100])
  return {
    kind: 'baseline',
    session: '2026-11-26T09:00:00.000Z',
    at: '2026-11-26T09:00:01.000Z',
    server: 'fastify',
    identity: {
      runtime: 'node 24.21.0',
      binary: '0123456789abcdef',
      libc: 'glibc 2.36',
      valgrind: '3.19.0',
      arch: 'x64',
      method: 1,
    },
    launches,
    preloaded: [2_001_000, 2_001_100],
    probed: [2_501_000, 2_501_100],
    probeTimes: 5000,
    ...given,
  }
}

export function countedGate(given: Partial<CountedGate> = {}): CountedGate {
  return {
    kind: 'gate',
    session: '2026-11-26T09:00:00.000Z',
    at: '2026-11-26T09:01:00.000Z',
    block: 0,
    server: 'fastify',
    plant: 0,
    neighbour: 'none',
    times: null,
    wallSeconds: 20.5,
    load: [1.5, 2.25],
    stolenCores: 0.01,
    base: sideOf([2_000_100, 2_000_000]),
    head: sideOf([2_000_200, 1_999_900]),
    cells: (['A/B', 'baseline', 'unchanged'] as const).map((comparison) => ({
      comparison,
      verdicts: ['holds', 'holds'],
      change: [0, -0.001, 0.001],
      launches: 2,
    })),
    notCounted: null,
    ...given,
  }
}

/** Ten gates of each plant, alone and beside a hog. */
export function countedSessionRecords(): SessionRecords {
  const gates = [0, 0.005, 0.02].flatMap((plant) =>
    (['none', 'hog'] as const).flatMap((neighbour) =>
      Array.from({ length: 20 }, (_, index) => plantedGate(plant, neighbour, index)),
    ),
  )
  return { session: countedSession(), baselines: [recordedBaseline()], gates }
}

function plantedGate(plant: number, neighbour: CountedGate['neighbour'], index: number): CountedGate {
  const isRed = plant > 0.01 && index > 0
  const word = (tolerance: number) => (isRed && plant >= tolerance ? 'regressed' : 'holds')
  const head = sideOf([2_000_000, 2_000_200 + 40 * index].map((value) => value * (1 + plant)))
  return countedGate({
    plant,
    neighbour,
    times: plant === 0 ? null : 100,
    head,
    cells: (['A/B', 'baseline', 'unchanged', 'committed'] as const).map((comparison) => {
      const own = comparison === 'A/B' || comparison === 'baseline'
      const change = own ? plant : 0
      return {
        comparison,
        verdicts: own ? [word(0.01), word(0.02)] : ['holds', 'holds'],
        change: [change, change - 0.002, change + 0.002],
        launches: own && isRed ? 3 : 2,
      }
    }),
  })
}
