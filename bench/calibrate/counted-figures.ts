import { median } from '../../src/stats/summary.ts'
import { compareIdentities } from '../../src/verdict/count-identity.ts'
import { type CountDecision, decideCount } from '../../src/verdict/decide-count.ts'
import { type CountedComparison, TOLERANCES, valuesIn } from './counted-comparisons.ts'
import { type Neighbour, NEIGHBOURS } from './plan.ts'
import type { CountedCell, CountedGate, CountedRecords, RecordedBaseline, SessionRecords } from './records.ts'
import { type Share, shareOf } from './shares.ts'
import { unchangedInGates, type UnchangedSet } from './unchanged.ts'

/** What the counted gates on disk came to. Pure. */

export type CountedPart = {
  readonly sessions: readonly SessionRow[]
  /** Without a neighbour first, then by plant. */
  readonly rows: readonly CountedRow[]
  /** The same gates of one server after the other, those of each kind of machine by themselves. */
  readonly servers: readonly ServerRow[]
  readonly elsewhere: readonly ElsewhereRow[]
  /** Those of unchanged code. */
  readonly unchanged: readonly UnchangedSet[]
  /** Gates that were not counted, with the reason. */
  readonly notCounted: readonly string[]
  /** Gates of another method of counting, which are left out. */
  readonly others: number
  /** Digests of the code that counted and decided. */
  readonly codes: readonly string[]
}

export type SessionRow = Pick<SessionRecords, 'session'> & {
  readonly gates: number
  readonly last: string
  /** Load averages at the ends of its gates, and the cores that the hypervisor took. */
  readonly load: { readonly least: number; readonly most: number }
  readonly stolen: number | null
  readonly valgrind: string
  readonly libc: string
}

/** All gates with the same plant and neighbour, by one comparison. */
export type CountedRow = {
  readonly server: string | null
  readonly plant: number
  readonly neighbour: Neighbour
  readonly comparison: CountedComparison
  /** Red gates at each of `TOLERANCES`. */
  readonly red: readonly Share[]
  /** Gates whose interval is above 0. */
  readonly seen: Share
  readonly unsure: Share
  /** The median estimate, and the farthest ones. */
  readonly change: Range | null
  /** Launches of today behind the verdict: median. */
  readonly launches: number
}

export type Range = { readonly least: number; readonly median: number; readonly most: number }

export type ServerRow = {
  readonly server: string
  /** The processor that it was counted on; null where all gates are of one kind of machine. */
  readonly countedOn: string | null
  /** Launches of the unchanged server, and how far apart any two of them are, as fractions: 95th percentile and most. */
  readonly launches: number
  readonly apart: { readonly p95: number; readonly most: number }
  /** Instructions per request: median. */
  readonly instructions: number
  /** Seconds of two launches at once, with no neighbour and beside one: medians, null where there are none. */
  readonly seconds: { readonly alone: number | null; readonly beside: number | null }
  readonly rows: readonly CountedRow[]
}

/** Unchanged launches of one session, held against what another session recorded of the same server. */
export type ElsewhereRow = {
  /** Processors. */
  readonly recordedOn: string
  readonly countedOn: string
  readonly isOtherKind: boolean
  /** Gates at each of `TOLERANCES` that are red, or would be if another launch confirmed it. */
  readonly red: readonly Share[]
  /** The estimate that is farthest from 0. */
  readonly farthest: number
}

/** Null without a gate. Gates of the latest method of counting are counted together, whatever code and machine they are of. */
export function countedPart({ sessions }: CountedRecords): CountedPart | null {
  const method = methodOf(sessions.findLast(({ gates }) => gates.length > 0))
  const own = sessions.filter((one) => one.gates.length > 0 && methodOf(one) === method)
  const all = own.flatMap(({ gates }) => gates)
  if (all.length === 0) return null
  const gates = all.filter((gate) => gate.notCounted === null)
  return {
    sessions: own.map(sessionRow),
    rows: rowsOf(gates, null),
    servers: serverRows(own),
    elsewhere: elsewhereRows(own),
    unchanged: unchangedInGates(gates),
    notCounted: all.flatMap(({ server, notCounted }) => (notCounted === null ? [] : [`${server}: ${notCounted}`])),
    others: sessions.flatMap((one) => one.gates).length - all.length,
    codes: [...new Set(own.map(({ session }) => session.code))],
  }
}

function methodOf(session: SessionRecords | undefined): number | null {
  return session?.baselines[0]?.identity.method ?? null
}

function sessionRow({ session, baselines, gates }: SessionRecords): SessionRow {
  const loads = gates.flatMap(({ load }) => load)
  const stolen = gates.flatMap(({ stolenCores }) => stolenCores ?? [])
  return {
    session,
    gates: gates.length,
    last: gates.at(-1)?.at ?? session.at,
    load: { least: Math.min(...loads), most: Math.max(...loads) },
    stolen: stolen.length === 0 ? null : Math.max(...stolen),
    valgrind: baselines[0]?.identity.valgrind ?? '',
    libc: baselines[0]?.identity.libc ?? '',
  }
}

/** One row per combination and comparison. */
function rowsOf(gates: readonly CountedGate[], server: string | null): readonly CountedRow[] {
  const groups = Map.groupBy(gates, ({ plant, neighbour }) => `${NEIGHBOURS.indexOf(neighbour)} ${plant.toFixed(6)}`)
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, own]) => comparisonsOf(own, server))
}

function comparisonsOf(gates: readonly CountedGate[], server: string | null): readonly CountedRow[] {
  const cells = Map.groupBy(
    gates.flatMap((gate) => gate.cells),
    ({ comparison }) => comparison,
  )
  const { plant, neighbour } = gates[0]!
  return [...cells].map(([comparison, own]) => ({ server, plant, neighbour, comparison, ...figuresOf(own) }))
}

function figuresOf(cells: readonly CountedCell[]) {
  return {
    red: TOLERANCES.map((_, index) => shareOf(cells, ({ verdicts }) => isRed(verdicts[index]))),
    seen: shareOf(cells, ({ change }) => (change?.[1] ?? -1) > 0),
    unsure: shareOf(cells, ({ verdicts }) => verdicts[0] === 'unsure'),
    change: rangeOf(cells.flatMap(({ change }) => (change === null ? [] : [change[0]]))),
    launches: median(cells.map(({ launches }) => launches)),
  }
}

function isRed(word: CountedCell['verdicts'][number] | undefined): boolean {
  return word === 'regressed' || word === 'invalid'
}

function rangeOf(values: readonly number[]): Range | null {
  return values.length === 0 ? null : { least: Math.min(...values), median: median(values), most: Math.max(...values) }
}

/** Launches at once: those of the two that a gate counts first. */
const FIRST = 2

/** Launches of one kind of machine are told apart from each other, and not from those of another kind. */
function serverRows(sessions: readonly SessionRecords[]): readonly ServerRow[] {
  const kinds = [...Map.groupBy(sessions, ({ session }) => session.machine.id).values()]
  return kinds.flatMap((own) => {
    const gates = own.flatMap((one) => one.gates.filter((gate) => gate.notCounted === null))
    const countedOn = kinds.length === 1 ? null : own[0]!.session.machine.cpu
    return [...Map.groupBy(gates, ({ server }) => server)].map(([server, those]) => ({
      ...serverRow(server, own, those),
      countedOn,
    }))
  })
}

function serverRow(
  server: string,
  sessions: readonly SessionRecords[],
  gates: readonly CountedGate[],
): Omit<ServerRow, 'countedOn'> {
  const recorded = sessions.flatMap(({ baselines }) => baselines.filter((one) => one.server === server))
  const values = [
    ...recorded.flatMap(({ launches }) => launches.instructions),
    ...gates.flatMap(({ base }) => base.instructions),
    ...gates.flatMap(({ plant, head }) => (plant === 0 ? head.instructions : [])),
  ]
  const seconds = (isAlone: boolean) => {
    const own = gates.filter(({ neighbour, base }) => (neighbour === 'none') === isAlone && base.seconds.length > 0)
    return own.length === 0 ? null : median(own.map(({ base }) => Math.max(...base.seconds.slice(0, FIRST))))
  }
  return {
    server,
    launches: values.length,
    apart: apartOf(values),
    instructions: median(values),
    seconds: { alone: seconds(true), beside: seconds(false) },
    rows: rowsOf(gates, server),
  }
}

/** How far apart any two of some values are: of all pairs the 95th percentile, and the two that are farthest apart. */
export function apartOf(values: readonly number[]): ServerRow['apart'] {
  const pairs = values.flatMap((one, index) => values.slice(0, index).map((other) => Math.abs(Math.log(one / other))))
  const sorted = pairs.toSorted((a, b) => a - b)
  return { p95: sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0, most: sorted.at(-1) ?? 0 }
}

/** One row per pair of kinds of machines. */
function elsewhereRows(sessions: readonly SessionRecords[]): readonly ElsewhereRow[] {
  const pairs = sessions.flatMap((from) => sessions.flatMap((to) => (from === to ? [] : [{ from, to }])))
  const kinds = Map.groupBy(pairs, ({ from, to }) => JSON.stringify([from.session.machine.id, to.session.machine.id]))
  return [...kinds.values()].flatMap((own) => {
    const decided = own.flatMap(({ from, to }) => to.gates.flatMap((gate) => heldElsewhere(from, to, gate)))
    if (decided.length === 0) return []
    const [recordedOn, countedOn] = [own[0]!.from.session.machine, own[0]!.to.session.machine]
    return [
      {
        recordedOn: recordedOn.cpu,
        countedOn: countedOn.cpu,
        isOtherKind: recordedOn.id !== countedOn.id,
        red: TOLERANCES.map((_, index) => shareOf(decided, (decisions) => looksRed(decisions[index]!))),
        farthest: decided
          .map(([first]) => first!.change.estimate)
          .reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most)),
      },
    ]
  })
}

/** The decisions at each tolerance; none where the gate has no launches, or the two are not compared. */
function heldElsewhere(from: SessionRecords, to: SessionRecords, gate: CountedGate): readonly CountDecision[][] {
  const isOf = ({ server }: RecordedBaseline) => server === gate.server
  const [recorded, own] = [from.baselines.find(isOf), to.baselines.find(isOf)]
  if (!recorded || !own || gate.base.instructions.length === 0) return []
  const compared = compareIdentities(recorded.identity, own.identity)
  if ('notCompared' in compared) return []
  const [before, now] = [valuesIn(recorded.launches, 'instructions'), valuesIn(gate.base, 'instructions')]
  return [TOLERANCES.map((tolerance) => decideCount({ before, now, tolerance, margin: compared.margin }))]
}

function looksRed({ verdict, suspected }: CountDecision): boolean {
  return verdict === 'regressed' || suspected === 'regressed'
}
