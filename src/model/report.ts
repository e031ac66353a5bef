import { z } from 'zod'
import { machineSchema } from './baseline.ts'
import { METRIC_NAMES, PERCENTILES, type Percentile } from './metrics.ts'
import { countIdentitySchema } from './count.ts'
import { verdictSchema } from './verdict.ts'
import { waitingSchema } from './waiting.ts'
import { whereSchema } from './where.ts'

/** What an A/B run compared. */
export const againstSchema = z.object({
  ref: z.string(),
  base: z.object({ commit: z.string(), dirty: z.boolean() }),
  head: z.object({ commit: z.string(), dirty: z.boolean() }),
  gone: z.array(z.string()),
})

/** One value per launch in base units: those of the baseline, as this machine would have measured them now, or of base; and those of this run. */
const launchesSchema = z.object({ before: z.array(z.number()).readonly(), now: z.array(z.number()).readonly() })

/** The latency in seconds that a share of the answers did not exceed, by growing share. */
const curveSchema = z.array(z.tuple([z.number(), z.number()]))

/** Instructions per request of the blocks of one counted launch, in the order in which they were counted. */
const blocksSchema = z.array(z.array(z.number()).readonly()).readonly()

/** How instructions were counted. `identity` is what all servers share: runtime and binary are each server's own. */
const countedSchema = z.object({
  seconds: z.number(),
  launches: z.int(),
  identity: countIdentitySchema.omit({ runtime: true, binary: true }),
})

/** How to measure the same again. */
export const reproductionSchema = z.object({
  command: z.string(),
  /** What was measured; null outside a git checkout. */
  commit: z.string().nullable(),
  /** There were changes that are in no commit. */
  dirty: z.boolean(),
  /** By name: loadgate and Vitest. */
  versions: z.record(z.string(), z.string()),
})

/** Of one of several runs that measured a part of the specs each, as Vitest's `--shard` does. */
export const shardSchema = z.object({
  /** From 1. */
  index: z.int().positive(),
  count: z.int().positive(),
  /** What CI calls the run that all shards are part of, such as `GITHUB_RUN_ID 1234`; null where nothing says so. */
  ciRun: z.string().nullable(),
  /** Those of loadgate's environment variables that were set. */
  variables: z.record(z.string(), z.string()),
  /** Every test passed, and no server is broken that no test asks about. */
  passed: z.boolean(),
  /** Something was measured or counted. */
  measured: z.boolean(),
})

/** `.loadgate/report.json`. Times in seconds, memory in bytes, shares and changes as fractions. */
export const reportSchema = z.object({
  $schema: z.string().optional(),
  version: z.literal(1),
  /** What the verdicts compare with: the committed baseline, nothing (it was just recorded), a git ref, or other runs (`loadgate compare`). */
  mode: z.enum(['baseline', 'update', 'ab', 'compare']),
  /** The two sides of an A/B run: the ref as it was given, both commits, whether either had changes, and servers that only base has. */
  against: againstSchema.optional(),
  machine: machineSchema,
  startedAt: z.string(),
  /** Of merged shards: of all of them together. */
  seconds: z.number(),
  /** Which part of a run this is; absent in a whole one. */
  shard: shardSchema.optional(),
  /** The shards that `loadgate merge` made this report of, and where and when each ran. `machine` and `startedAt` above are those of the first. */
  shards: z
    .array(
      shardSchema.pick({ index: true, passed: true }).extend({
        machine: machineSchema,
        startedAt: z.string(),
        seconds: z.number(),
      }),
    )
    .optional(),
  verdicts: z.array(verdictSchema),
  servers: z.array(
    z.object({
      scenario: z.string(),
      server: z.string(),
      /** Right answers in counted windows. */
      requests: z.int(),
      /** Requests without a right answer. */
      errors: z.int(),
      /** 1 for a server that already ran. */
      launches: z.int(),
      /** The gate did not start it, so all waves are of one process. */
      alreadyRuns: z.literal(true).optional(),
      windows: z.int(),
      /** Wall time that its launches, warm-ups and windows took. */
      seconds: z.number(),
      /** Medians over its windows, null without `runtimeReport`: garbage collection in cores, and the share of time that the busiest event loop worked. */
      gc: z.number().nullable(),
      eventLoopUtilisation: z.number().nullable(),
      /** At a fixed rate, over all its windows: requests that were due, that waited for a free connection, and that were never answered; and how late the generator sent 1 % of them at least, in seconds. */
      offered: z
        .object({
          rate: z.number(),
          requests: z.int(),
          queued: z.int(),
          unanswered: z.int(),
          lag: z.number().nullable(),
        })
        .optional(),
      /** Per request, as medians over its counted launches: its own work, and what collecting garbage adds. `spread`: what launches differ by, a standard deviation as a fraction. */
      instructions: z
        .object({ perRequest: z.number(), gc: z.number(), spread: z.number().nullable(), launches: z.int() })
        .optional(),
      /** Of a mix or a flow, each request: right answers, failures, and the medians of its launches before and now. */
      parts: z
        .array(
          z.object({
            name: z.string(),
            requests: z.int(),
            errors: z.int(),
            latencies: z.partialRecord(
              z.enum(Object.keys(PERCENTILES) as [Percentile, ...Percentile[]]),
              z.object({ before: z.number().nullable(), now: z.number().nullable() }),
            ),
          }),
        )
        .optional(),
      /** By metric, where it was held against anything. */
      values: z.partialRecord(z.enum(METRIC_NAMES), launchesSchema).optional(),
      /** Its counted launches, block by block. `before` is empty outside of an A/B run: a baseline keeps no blocks. */
      blocks: z.object({ before: blocksSchema, now: blocksSchema }).optional(),
      /** `before` in an A/B run only: a baseline keeps no distribution. */
      latencies: z.object({ before: curveSchema.nullable(), now: curveSchema }).optional(),
    }),
  ),
  scenarios: z.array(
    z.object({
      scenario: z.string(),
      seconds: z.number(),
      waves: z.int(),
      /** Rounds thrown away because something else used the machine. */
      busyRounds: z.int(),
      driver: z.string(),
      /** How it was asked, in words: `open loop at 500 requests per second over up to 100 connections`. */
      loop: z.string().optional(),
      /** The kind of machine that the baseline of the timed metrics was recorded on, which is this one; null when there was none. */
      baseline: z.string().nullable(),
      /** What was checked of every answer, in words. */
      checked: z.string().optional(),
      /** How instructions were counted, or why they were not; absent with LOADGATE_COUNT=off. */
      counted: z.union([countedSchema, z.object({ notCounted: z.string() })]).optional(),
      /** What the reader should know, in sentences. */
      notes: z.array(z.string()),
      /** Medians over the windows of each wave, in cores: kept busy by the load generator, used by other programs, taken by the hypervisor. */
      load: z
        .array(
          z.object({
            wave: z.int(),
            generator: z.number().nullable(),
            others: z.number().nullable(),
            stolen: z.number().nullable(),
          }),
        )
        .optional(),
    }),
  ),
  /** Where the instructions went, of servers that were profiled. */
  where: z.array(whereSchema).optional(),
  /** What requests waited for, of servers whose time regressed while their instructions did not. */
  waiting: z.array(waitingSchema).optional(),
  run: reproductionSchema.optional(),
  skipped: z.array(z.object({ server: z.string(), reason: z.string() })),
  /** Files written by this run. */
  written: z.array(z.string()),
})

export type Report = z.output<typeof reportSchema>
export type Shard = z.output<typeof shardSchema>
export type Reproduction = z.output<typeof reproductionSchema>
export type ComparedRefs = z.output<typeof againstSchema>
