import type { Metric } from '../../src/model/metrics.ts'
import type { Word } from '../../src/model/verdict.ts'
import type { FaultTally, Fault } from './faults.ts'
import {
  always,
  candour,
  DOUBLE,
  falseAlarms,
  firstLook,
  power,
  POWER,
  silence,
  TWICE_TOLERATED,
  type Finding,
} from './finding.ts'
import type { Group, Pool } from './pool.ts'
import { joined, type Share } from './share.ts'
import type { Counts, Tally } from './simulate.ts'

const MODES = ['A/B', 'baseline'] as const

/** What simulated gates say of each promise, one line a kind of pool. Recordings with a plant of their own are left out. */
export function simulatedFindings(tallies: readonly Tally[]): readonly Finding[] {
  const added = tallies.filter(({ recorded }) => !recorded)
  const groups = [...new Set(added.map(({ group }) => group))]
  const each = (mode: Pool['mode'], plant: number, found: (own: readonly Tally[], source: string) => Finding) =>
    groups.flatMap((group) => ofGroup(added, group, mode, plant, found))
  return [
    ...MODES.flatMap((mode) => each(mode, 0, (own, source) => falseAlarms(mode, source, redGates(own), redCells(own)))),
    ...POWER.flatMap((promise) =>
      each(promise.mode, promise.plant, (own, source) =>
        power(promise, source, redGates(own), redCells(own, 'cpuPerRequest')),
      ),
    ),
    ...MODES.flatMap((mode) =>
      each(mode, DOUBLE, (own, source) => firstLook(mode, source, redGates(own).trials, slowest(own))),
    ),
    ...MODES.flatMap((mode) =>
      each(mode, TWICE_TOLERATED[mode], (own, source) =>
        silence(mode, TWICE_TOLERATED[mode], source, cellsThat(own, 'holds', 'cpuPerRequest')),
      ),
    ),
    ...MODES.flatMap((mode) =>
      toldIn(
        added.filter((one) => one.mode === mode),
        mode,
      ),
    ),
  ]
}

/** Over all kinds of launches and all plants. */
function toldIn(tallies: readonly Tally[], mode: Pool['mode']): readonly Finding[] {
  const told = joined(tallies.map(({ unsure }) => ({ hits: unsure.told, trials: unsure.cells })))
  return told.trials === 0 ? [] : [candour(mode, 'simulated, all kinds', told)]
}

const PROMISES: Readonly<Record<Fault, string>> = {
  status: 'one answer with a status outside 2xx: `invalid`',
  body: 'one answer with a wrong body: `invalid`',
  connection: 'one connection error: `invalid`',
  timeout: 'one timeout: `invalid`',
  lost: 'one connection closed without an answer: `invalid`',
  died: 'the server died: `invalid`',
  'generator-bound': 'generator-bound: throughput and latency `unsure`, and no number in a baseline',
  none: 'nothing wrong: not `invalid`',
}

/** What gates with one fault each say of G5, and all of them of G6. */
export function faultFindings(tallies: readonly FaultTally[]): readonly Finding[] {
  const source = 'simulated, made-up windows'
  return [
    ...tallies.map(({ fault, gates, asPromised }) =>
      always('G5', PROMISES[fault], source, joined([{ hits: asPromised, trials: gates }]), 'gates'),
    ),
    always(
      'G6',
      'the same samples in another order: the same verdicts',
      source,
      joined(tallies.map(({ same, gates }) => ({ hits: same, trials: gates }))),
      'gates',
    ),
  ]
}

function ofGroup(
  tallies: readonly Tally[],
  group: Group,
  mode: Pool['mode'],
  plant: number,
  found: (own: readonly Tally[], source: string) => Finding,
): readonly Finding[] {
  const own = tallies.filter((one) => one.group === group && one.mode === mode && one.plant === plant)
  return own.length === 0 ? [] : [found(own, `simulated, ${group}`)]
}

/** Gates with at least one red cell. */
export function redGates(tallies: readonly Tally[]): Share {
  return joined(tallies.map(({ red, gates }) => ({ hits: red, trials: gates })))
}

/** Red cells, of all metrics or of one. */
export function redCells(tallies: readonly Tally[], metric?: Metric): Share {
  return cellsThat(tallies, 'regressed', metric)
}

export function cellsThat(tallies: readonly Tally[], word: Word, metric?: Metric): Share {
  const counts = tallies.flatMap(({ cells }) => (metric ? [cells[metric] ?? {}] : Object.values(cells)))
  return joined(counts.map((words) => ({ hits: words[word] ?? 0, trials: total(words) })))
}

function total(words: Counts): number {
  return Object.values(words).reduce((sum, count) => sum + count, 0)
}

/** The median of the pool in which it takes most launches. */
function slowest(tallies: readonly Tally[]): number {
  return Math.max(...tallies.map(({ launches }) => launches.cpu))
}
