import { isRed, type Word } from '../../src/model/verdict.ts'
import { apartOf } from './counted-figures.ts'
import type { RunWithRows, ShowcaseRecords, ShowcaseRow, ShowcaseRun } from './showcase-records.ts'
import { type Share, sumShares } from './shares.ts'
import { redSharesOf, type UnchangedSet } from './unchanged.ts'

/** What the whole counted runs of the showcase on disk came to. Pure. */

export type ShowcasePart = {
  readonly runs: readonly ShowcaseRunRow[]
  readonly servers: readonly ShowcaseServerRow[]
  readonly sets: readonly UnchangedSet[]
  /** Verdicts that are red, in words. */
  readonly reds: readonly string[]
  /** Servers that were skipped, with the reason, each once. */
  readonly skipped: readonly string[]
  /** Verdicts that were not judged again at the strictest tolerance. */
  readonly onlyUsual: number
  /** Runs of another method of counting, which are left out. */
  readonly others: number
  /** Digests of the code that counted and decided. */
  readonly codes: readonly string[]
}

type Figures = {
  /** One per server and scenario, of all that was counted. */
  readonly verdicts: number
  /** Sets of launches: scenarios that ask a server the same share them. */
  readonly sets: number
  /** Red verdicts at each of `TOLERANCES`. */
  readonly red: readonly Share[]
  /** Neither red nor `holds`. */
  readonly open: number
  /** The estimate of instructions that is farthest from 0, and the widest half of an interval; null without any. */
  readonly farthest: number | null
  readonly widest: number | null
}

export type ShowcaseRunRow = Figures & { readonly run: ShowcaseRun }

export type ShowcaseServerRow = Figures & {
  readonly server: string
  readonly launches: number
  /** How far apart any two of its launches for the same request on the same system are, as fractions. */
  readonly apart: { readonly p95: number; readonly most: number }
}

/**
 * Null without a run. Runs of the latest method of counting are counted together, whatever code and machine they are of. `today`:
 * what the code of today makes of a row, null where it has no verdict.
 */
export function showcasePart({ runs }: ShowcaseRecords, today: (row: ShowcaseRow) => Word | null): ShowcasePart | null {
  const method = runs.findLast(({ run }) => run.identity !== null)?.run.identity?.method
  const own = runs.filter(({ run }) => run.identity === null || run.identity.method === method)
  if (own.length === 0) return null
  const servers = [...new Set(own.flatMap(({ rows }) => rows.map(({ server }) => server)))].toSorted()
  const red = own.flatMap(({ rows }) => rows.filter(isRed))
  return {
    runs: own.map((one) => ({ run: one.run, ...figuresOf([one]) })),
    servers: servers.map((server) => serverRow(server, own)),
    sets: own.flatMap(setsIn),
    reds: red.map((row) => redText(row, today(row))),
    skipped: [...new Set(own.flatMap(({ run }) => run.skipped.map(({ server, reason }) => `${server}: ${reason}`)))],
    onlyUsual: own.flatMap(({ rows }) => rows).filter((row) => row.metric === 'instructions' && row.strict === null)
      .length,
    others: runs.length - own.length,
    codes: [...new Set(own.map(({ run }) => run.code))],
  }
}

function redText({ run, server, scenario, metric, verdict, reason }: ShowcaseRow, today: Word | null): string {
  const said = `\`${server}\` in "${scenario}", ${metric}, in the run of ${run}: ${[verdict, reason ?? []].flat().join(', ')}`
  if (today === verdict) return said
  return `${said} (the code of today has ${today === null ? 'no verdict' : `${today} as its verdict`} on these launches)`
}

function serverRow(server: string, all: readonly RunWithRows[]): ShowcaseServerRow {
  const own = all.map(({ run, rows }) => ({ run, rows: rows.filter((row) => row.server === server) }))
  const counted = own.flatMap(({ run, rows }) => distinctSets(rows).map((set) => ({ ...longest(set), run })))
  const groups = Map.groupBy(counted, ({ run, scenario }) => JSON.stringify([scenario, run.identity]))
  const apart = [...groups.values()].map((rows) => apartOf(rows.flatMap(({ launches }) => launches)))
  return {
    server,
    ...figuresOf(own),
    launches: counted.reduce((sum, { launches }) => sum + launches.length, 0),
    apart: {
      p95: Math.max(0, ...apart.map(({ p95 }) => p95)),
      most: Math.max(0, ...apart.map(({ most }) => most)),
    },
  }
}

/** Of rows that share launches: the one that has all of them, as the scenario that is first. */
function longest(set: readonly ShowcaseRow[]): ShowcaseRow {
  const launches = set.map((row) => row.launches).toSorted((a, b) => b.length - a.length)[0]!
  return { ...set[0]!, launches }
}

function figuresOf(runs: readonly RunWithRows[]): Figures {
  const rows = runs.flatMap((one) => one.rows)
  const instructions = rows.filter(({ metric }) => metric === 'instructions')
  const sets = runs.flatMap(setsIn)
  const changes = instructions.flatMap(({ change }) => (change === null ? [] : [change]))
  const halves = changes.flatMap(([, low, high]) => (low === null || high === null ? [] : [(high - low) / 2]))
  const farthest = changes.map(([estimate]) => estimate).toSorted((a, b) => Math.abs(b) - Math.abs(a))
  return {
    verdicts: instructions.length,
    sets: sets.length,
    red: [0, 1].map((tolerance) => redSharesOf(sets, tolerance).verdicts),
    open: instructions.filter((row) => row.verdict !== 'holds' && !isRed(row)).length,
    farthest: farthest[0] ?? null,
    widest: halves.length === 0 ? null : Math.max(...halves),
  }
}

/** Verdicts of one run by server and launches. What collecting garbage adds belongs to the verdict on the instructions beside it. */
function setsIn({ run, rows }: RunWithRows): readonly UnchangedSet[] {
  const garbage = new Map(rows.filter(({ metric }) => metric === 'gcInstructions').map((row) => [keyOf(row), row]))
  return distinctSets(rows).map((set) => ({
    source: 'runs',
    neighbour: run.neighbour,
    otherSystem: set.some(({ differs }) => differs.length > 0),
    red: set.map((row) => redAtEach(row, garbage.get(keyOf(row)))),
  }))
}

/** Rows of instructions, those of the same launches together. */
function distinctSets(rows: readonly ShowcaseRow[]): readonly ShowcaseRow[][] {
  const instructions = rows.filter(({ metric }) => metric === 'instructions')
  return [...Map.groupBy(instructions, setOf).values()]
}

/** Launches that every server has. A scenario that has to confirm a red adds more to them. Without a launch, nothing is shared. */
const FIRST = 2

function setOf(row: ShowcaseRow): string {
  return row.launches.length === 0 ? keyOf(row) : JSON.stringify([row.server, row.launches.slice(0, FIRST)])
}

function keyOf({ server, scenario }: ShowcaseRow): string {
  return JSON.stringify([server, scenario])
}

/** A red that further launches would have to confirm counts as one. */
function redAtEach({ verdict, strict }: ShowcaseRow, garbage: ShowcaseRow | undefined): readonly (boolean | null)[] {
  const isRedWith = (word: Word) => isRed({ verdict: word }) || (garbage !== undefined && isRed(garbage))
  const usual = isRedWith(verdict)
  // Not judged again: what is red at the wider tolerance is red at the stricter one, too.
  if (strict === null) return [usual || null, usual]
  return [strict.suspected === 'regressed' || isRedWith(strict.verdict), usual]
}

/** Of all servers: how far apart launches for the same request are, and of how many servers by no more than a fraction. */
export function apartIn({ servers }: ShowcasePart, within: number) {
  const worst = servers.toSorted((a, b) => b.apart.most - a.apart.most)[0]
  return {
    worst: worst ?? null,
    launches: servers.reduce((sum, one) => sum + one.launches, 0),
    within: sumShares(servers.map(({ apart }) => ({ hits: Number(apart.most <= within), trials: 1 }))),
  }
}
