import { z } from 'zod'
import { machineSchema } from '../baseline/machine-schema.ts'
import { verdictSchema } from '../verdict/verdict.ts'

/** What an A/B run compared. */
export const againstSchema = z.object({
  ref: z.string(),
  base: z.object({ commit: z.string(), dirty: z.boolean() }),
  head: z.object({ commit: z.string(), dirty: z.boolean() }),
  gone: z.array(z.string()),
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
  seconds: z.number(),
  verdicts: z.array(verdictSchema),
  servers: z.array(
    z.object({
      scenario: z.string(),
      server: z.string(),
      /** Right answers in counted windows. */
      requests: z.int(),
      /** Requests without a right answer. */
      errors: z.int(),
      launches: z.int(),
      windows: z.int(),
      /** Wall time that its launches, warm-ups and windows took. */
      seconds: z.number(),
      /** Medians over its windows, null without `runtimeReport`: garbage collection in cores, and the share of time that the busiest event loop worked. */
      gc: z.number().nullable(),
      eventLoopUtilisation: z.number().nullable(),
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
      /** Where the baseline comes from: its machine's id; null when there was none. */
      baseline: z.string().nullable(),
      /** The baseline was recorded on another kind of machine. */
      otherMachine: z.boolean(),
      /** What the reader should know, in sentences. */
      notes: z.array(z.string()),
    }),
  ),
  skipped: z.array(z.object({ server: z.string(), reason: z.string() })),
  /** Files written by this run. */
  written: z.array(z.string()),
})

export type Report = z.output<typeof reportSchema>
export type ComparedRefs = z.output<typeof againstSchema>