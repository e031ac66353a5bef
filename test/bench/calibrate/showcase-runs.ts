import type { RunWithRows, ShowcaseRow, ShowcaseRun } from '../../../bench/calibrate/showcase-records.ts'
import { type ShowcasePart, showcasePart } from '../../../bench/calibrate/showcase-figures.ts'
import type { Word } from '../../../src/model/verdict.ts'
import { countedSession } from './counted-gates.ts'

/** Records of made-up whole runs of the showcase. */

const AT = '2026-11-26T18:30:00.000Z'

export function showcaseRun(given: Partial<ShowcaseRun> = {}): ShowcaseRun {
  const { machine, code, commit } = countedSession()
  return {
    kind: 'run',
    at: AT,
    machine,
    code,
    commit,
    neighbour: 'none',
    identity: { libc: 'glibc 2.36', valgrind: '3.19.0', arch: 'x64', method: 1 },
    exitCode: 0,
    seconds: 312.5,
    load: [1.5, 3.25],
    stolenCores: 0.01,
    skipped: [],
    ...given,
  }
}

export function showcaseRow(given: Partial<ShowcaseRow> = {}): ShowcaseRow {
  return {
    kind: 'row',
    run: AT,
    scenario: 'home page',
    server: 'fastify',
    metric: 'instructions',
    verdict: 'holds',
    reason: null,
    tolerance: 0.02,
    change: [0.0004, -0.001, 0.0018],
    decidedBy: 2,
    launches: [2_000_100, 2_000_000],
    spread: [0.0002, 0.0002],
    differs: [],
    strict: { verdict: 'holds', suspected: null },
    ...given,
  }
}

/** What a row has of a server that was not counted. */
export const lost = {
  verdict: 'invalid',
  reason: 'not counted: it ended',
  change: null,
  launches: [],
  spread: [],
  strict: null,
} satisfies Partial<ShowcaseRow>

/** `fastify` in two scenarios that ask it the same, and `pure_flask`, which collects garbage, in one. */
export function wholeRun(given: Partial<ShowcaseRun> = {}, differing: Partial<ShowcaseRow> = {}): RunWithRows {
  const run = showcaseRun(given)
  const flask = { server: 'pure_flask', run: run.at, launches: [4_000_000, 4_001_000] }
  return {
    run,
    rows: [
      showcaseRow({ run: run.at, ...differing }),
      showcaseRow({ run: run.at, scenario: 'home page at a rate', ...differing }),
      showcaseRow({ ...flask, change: [-0.0006, -0.002, 0.0008] }),
      showcaseRow({ ...flask, change: [0.01, -0.05, 0.07], metric: 'gcInstructions', tolerance: 0.1, strict: null }),
    ],
  }
}

/** What some runs came to; the code of today has the same verdicts, except for what is said. */
export function partOf(
  runs: readonly RunWithRows[],
  today: (row: ShowcaseRow) => Word | null = ({ verdict }) => verdict,
): ShowcasePart | null {
  return showcasePart({ runs, damaged: 0 }, today)
}
