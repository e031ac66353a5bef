import type { Header, RecordedCell, RunRecord, WaveValues } from '../../../bench/calibrate/records.ts'
import { GATED } from '../../../bench/calibrate/simulate-timed.ts'

/** A session as one would be recorded, with whatever a test changes. */
export function header(change: Partial<Header> = {}): Header {
  return {
    kind: 'header',
    at: '2026-11-21T09:00:00.000Z',
    machine: { id: 'linux-x64-2-cores', os: 'linux', arch: 'x64', cores: 2, cpu: 'Some CPU', node: '24.21.0' },
    server: 'fastify',
    scenario: 'home page at 4 connections',
    budget: 'default',
    code: '0123456789ab',
    commit: 'f18463d',
    baseline: '2026-11-20T13:07:28.705Z',
    baseCpu: 0.0001,
    baseLaunches: 5,
    ...change,
  }
}

const noise = (wave: number) => 1 + ((wave * 7) % 5) / 1000

/** Values of launches that all cost the same, but for head's plant and a little noise. */
export function values(waves: number, plant = 0): WaveValues {
  const each = (value: (wave: number) => number) => Array.from({ length: waves }, (_, wave) => value(wave))
  return {
    base: each((wave) => 0.0001 * noise(wave)),
    head: each((wave) => 0.0001 * noise(wave + 1) * (1 + plant)),
    difference: each((wave) => Math.log((noise(wave + 1) * (1 + plant)) / noise(wave))),
    relative: {
      base: each((wave) => Math.log(noise(wave))),
      head: each((wave) => Math.log(noise(wave + 1) * (1 + plant))),
    },
    references: {},
  }
}

/** One cell a metric and comparison, all of them with the same verdict. */
export function cells(
  verdict: RecordedCell['verdict'],
  comparison: RecordedCell['comparison'] = 'A/B',
  seconds = 25,
): readonly RecordedCell[] {
  return GATED.map((metric) => ({ comparison, metric, verdict, launches: 6, seconds, change: 0 }))
}

/** A run alone without a plant, in which everything holds. */
export function run(change: Partial<RunRecord> = {}): RunRecord {
  return {
    kind: 'run',
    at: '2026-11-21T09:10:00.000Z',
    block: 0,
    plant: 0,
    neighbour: 'none',
    planted: (change.plant ?? 0) * 0.0001,
    seconds: 100,
    waves: 6,
    wallSeconds: 75,
    busyRounds: 0,
    stolenCores: 0.1,
    busyCores: 0,
    endedBusy: false,
    faults: [],
    values: { cpuPerRequest: values(6, change.plant) },
    cells: [...cells('holds'), ...cells('holds', 'unchanged', 20), ...cells('holds', 'baseline', 20)],
    plain: {
      base: { mean: 10_000, deviation: 300, total: 100_000 },
      head: { mean: 9_900, deviation: 300, total: 99_000 },
    },
    ...change,
  }
}
