/**
 * Made the files of `bench/calibrate/data` from recordings of windows: `node bench/calibrate/condense.ts FOLDER`, where FOLDER
 * has `waves/` and `noise/` as its README describes them. Keeps what simulated gates are drawn from, one line a wave.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Metric } from '../../src/model/metrics.ts'
import { mean } from '../../src/stats/summary.ts'
import type { Group } from './pool.ts'
import type { Recording, Round } from './recording.ts'

/** A window as it was recorded; `waves/` has sides of waves, `noise/` has launches of servers. */
type Recorded = {
  readonly round: number
  readonly wave?: number
  readonly side?: 'base' | 'head'
  readonly server?: string
  readonly launch?: number
  readonly neighbour?: string
  readonly otherCores?: number
  readonly stealCores?: number
  readonly rps: number
  readonly cpuUsPerRequest: number
  readonly p50Ms?: number
  readonly p90Ms?: number
  readonly p99Ms?: number
}

type Job = { readonly file: string; readonly group: Group; readonly slower?: string }

const WAVES: readonly (Job & { readonly planted?: number })[] = [
  { file: 'aa-warm20k', group: 'plain' },
  { file: 'aa-warm20k-gc', group: 'plain' },
  { file: 'aa-warm40k', group: 'plain' },
  { file: 'sweep-plain', group: 'plain' },
  { file: 'head+7us-warm20k', group: 'plain', planted: 7e-6 },
  { file: 'head+4us-warm20k-gc', group: 'plain', planted: 4e-6 },
  { file: 'aa-warm20k-steady', group: 'steady' },
  { file: 'aa-warm20k-seeded', group: 'steady' },
  { file: 'sweep-steady', group: 'steady' },
  { file: 'head+4us-warm20k-steady', group: 'steady', planted: 4e-6 },
  { file: 'sweep-steady-no-maglev', group: 'rough' },
]

const NOISE: readonly (Job & { readonly planted?: number })[] = [
  { file: 'node24-neighbours', group: 'rough' },
  { file: 'node24-planted', group: 'rough' },
  { file: 'node24-planted', group: 'rough', slower: 'fastify+7us', planted: 7e-6 },
  { file: 'node24-planted', group: 'rough', slower: 'fastify+14us', planted: 14e-6 },
  { file: 'node20-two-modes', group: 'rough' },
  { file: 'node20-two-modes', group: 'rough', slower: 'fastify+12us', planted: 12e-6 },
  { file: 'node20-two-modes', group: 'rough', slower: 'fastify+24us', planted: 24e-6 },
]

/** Launches of `noise/` were not warm before: 40,000 requests are four windows of a second. */
const WARM_FROM = 4

/** The gate's own limit: a round in which others used more of a core is thrown away. */
const BUSY_CORES = 0.05

const ALL: readonly Metric[] = ['throughput', 'cpuPerRequest', 'latencyP50', 'latencyP90', 'latencyP99']

function metricsOf(windows: readonly Recorded[]): readonly Metric[] {
  return windows.every(({ p50Ms }) => p50Ms !== undefined) ? ALL : ALL.slice(0, 2)
}

/** In base units, to five digits. */
function numbers({ rps, cpuUsPerRequest, p50Ms, p90Ms, p99Ms }: Recorded): number[] {
  const values = [
    rps,
    cpuUsPerRequest / 1e6,
    ...[p50Ms, p90Ms, p99Ms].flatMap((value) => (value === undefined ? [] : [value / 1e3])),
  ]
  return values.map((value) => Number(value.toPrecision(5)))
}

function wavesOf(windows: readonly Recorded[], planted: boolean): Round[][] {
  const waves = [...new Set(windows.map(({ wave }) => wave))]
  return waves.map((wave) => {
    const own = windows.filter((window) => window.wave === wave)
    const rounds = [...new Set(own.map(({ round }) => round))]
    return rounds.map((round) => {
      const of = (side: string) => own.filter((window) => window.round === round && window.side === side).map(numbers)
      return planted ? { same: of('base'), slower: of('head') } : { same: [...of('base'), ...of('head')] }
    })
  })
}

/** Every quiet round is a wave of its own, and every window stands for a launch. */
function quietRounds(windows: readonly Recorded[], slower: string | undefined): Round[][] {
  const rounds = [...new Set(windows.map(({ round }) => round))].filter((round) => round >= WARM_FROM)
  return rounds.flatMap((round) => {
    const own = windows.filter((window) => window.round === round).toSorted((a, b) => (a.launch ?? 0) - (b.launch ?? 0))
    const others = own.map(({ otherCores = 0, stealCores = 0 }) => otherCores + stealCores)
    if (mean(others) > BUSY_CORES) return []
    const of = (server: string) => own.filter((window) => window.server === server).map(numbers)
    const [reference, slow] = [of('reference'), slower === undefined ? [] : of(slower)]
    return [
      [{ same: of('fastify'), ...(slow.length > 0 && { slower: slow }), ...(reference.length > 0 && { reference }) }],
    ]
  })
}

function write(folder: string, name: string, { waves, ...head }: Recording): void {
  const lines = waves.map((wave) => `    ${JSON.stringify(wave)}`).join(',\n')
  const text = JSON.stringify(head, null, 2).replace(
    /\[\n\s+("[^\]]*)\n\s+\]/,
    (_, items: string) => `[${items.replaceAll(/\n\s+/g, ' ')}]`,
  )
  writeFileSync(join(folder, `${name}.json`), `${text.slice(0, -2)},\n  "waves": [\n${lines}\n  ]\n}\n`)
}

const [source = '../shared/data'] = process.argv.slice(2)
const target = fileURLToPath(new URL('./data/', import.meta.url))
mkdirSync(target, { recursive: true })
for (const [kind, jobs] of [
  ['waves', WAVES],
  ['noise', NOISE],
] as const) {
  for (const { file, group, slower, planted } of jobs) {
    const { windows } = JSON.parse(readFileSync(join(source, kind, `${file}.json`), 'utf8')) as { windows: Recorded[] }
    const waves = kind === 'waves' ? wavesOf(windows, planted !== undefined) : quietRounds(windows, slower)
    const name = `${file}${slower ? `-${slower}` : ''}`
    write(target, `${kind}-${name}`, {
      from: `${kind}/${name}`,
      group,
      metrics: metricsOf(windows),
      planted: planted ?? null,
      waves,
    })
  }
}
