import { z } from 'zod'
import { machineSchema } from '../../src/model/baseline.ts'
import { countIdentitySchema } from '../../src/model/count.ts'
import { reportSchema } from '../../src/model/report.ts'
import { verdictSchema } from '../../src/model/verdict.ts'
import { appendLines, readLines } from './json-lines.ts'
import { NEIGHBOURS } from './plan.ts'

/** What is kept of whole counted runs of the showcase: JSON lines, which are committed. Times are seconds, changes fractions. */

export const SHOWCASE_RECORDS = 'bench/calibrate/data/showcase-runs.jsonl'

const runSchema = z.object({
  kind: z.literal('run'),
  /** When it began. */
  at: z.iso.datetime(),
  machine: machineSchema,
  /** Digest of the code that counts and decides, and of the servers. */
  code: z.string(),
  commit: z.string().nullable(),
  neighbour: z.enum(NEIGHBOURS),
  /** What all servers were counted with; null where nothing was counted. */
  identity: countIdentitySchema.omit({ runtime: true, binary: true }).nullable(),
  /** Null when it was ended. */
  exitCode: z.int().nullable(),
  seconds: z.number(),
  /** The load average of the last minute before the run and at its end, and the cores that the hypervisor took meanwhile. */
  load: z.tuple([z.number(), z.number()]),
  stolenCores: z.number().nullable(),
  skipped: reportSchema.shape.skipped,
})

const word = verdictSchema.shape.verdict

const rowSchema = z.object({
  kind: z.literal('row'),
  /** When its run began. */
  run: z.iso.datetime(),
  scenario: z.string(),
  server: z.string(),
  metric: z.enum(['instructions', 'gcInstructions']),
  verdict: word,
  reason: z.string().nullable(),
  tolerance: z.number(),
  /** Estimate and bounds, null where they are open. */
  change: z.tuple([z.number(), z.number().nullable(), z.number().nullable()]).nullable(),
  /** Launches of today behind the verdict. */
  decidedBy: z.int(),
  /** All launches of today: values per request, and what the blocks within each say about its error, as a fraction. */
  launches: z.array(z.number()),
  spread: z.array(z.number()),
  /** What else than the code was another than in the baseline; nothing in rows from before this was kept. */
  differs: z.array(z.enum(['binary', 'libc', 'valgrind'])).default([]),
  /** The same launches at the strictest of `TOLERANCES`; null where they were not judged again. */
  strict: z.object({ verdict: word, suspected: z.enum(['regressed', 'improved']).nullable() }).nullable(),
})

const lineSchema = z.discriminatedUnion('kind', [runSchema, rowSchema])

export type ShowcaseRun = z.output<typeof runSchema>
export type ShowcaseRow = z.output<typeof rowSchema>
export type RunWithRows = { readonly run: ShowcaseRun; readonly rows: readonly ShowcaseRow[] }
export type ShowcaseRecords = { readonly runs: readonly RunWithRows[]; readonly damaged: number }

/** The oldest run comes first. There is none when there is no file. Throws other errors of the file system. */
export function readShowcaseRecords(file = SHOWCASE_RECORDS): ShowcaseRecords {
  const { records, damaged } = readLines(lineSchema, file)
  const runs = records.filter((record) => record.kind === 'run')
  const rows = records.filter((record) => record.kind === 'row')
  const orphans = rows.filter((row) => !runs.some(({ at }) => at === row.run))
  return {
    runs: runs.map((run) => ({ run, rows: rows.filter((row) => row.run === run.at) })),
    damaged: damaged + orphans.length,
  }
}

export function appendShowcase({ run, rows }: RunWithRows, file = SHOWCASE_RECORDS): void {
  appendLines([run, ...rows], file)
}

/** Runs of the same code on the same kind of machine belong to one plan. */
export function isOfPlan({ run }: RunWithRows, { machine, code }: Pick<ShowcaseRun, 'machine' | 'code'>): boolean {
  return run.machine.id === machine.id && run.machine.node === machine.node && run.code === code
}
