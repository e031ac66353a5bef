import { z } from 'zod'

/** In an A/B run, `base` is the other git ref and `head` the working tree. Against a baseline everything is `head`. */
export const SIDES = ['base', 'head'] as const

export type Side = (typeof SIDES)[number]

/** Requests that got no right answer, by kind. */
export const failuresSchema = z.object({
  /** The connection was refused, reset, or broke. */
  connection: z.int(),
  timeout: z.int(),
  /** An answer with a status outside 2xx. */
  status: z.int(),
  /** A 2xx answer with another body than expected. */
  body: z.int(),
  /** Sent, never answered, no error: the server closed the connection in between. */
  lost: z.int(),
})

/**
 * What one window of load on one launch yielded. Times are seconds, memory is bytes, `*Cores` are CPU seconds per second.
 * `null` means that this machine cannot tell, never 0.
 */
export const sampleSchema = z.object({
  wave: z.int(),
  round: z.int(),
  server: z.string(),
  side: z.enum(SIDES),
  /** From the first counted moment to the last, by the generator's monotonic clock. */
  elapsed: z.number(),
  /** Right answers. */
  requests: z.int(),
  failures: failuresSchema,
  latency: z.object({ p50: z.number(), p90: z.number(), p99: z.number() }).nullable(),
  /** HdrHistogram V2, compressed, base64, in microseconds. */
  histogram: z.string().nullable(),
  /** CPU seconds of the server's whole process tree within `elapsed`. */
  cpu: z.number().nullable(),
  /** Sum of the peak resident sets of the server's processes. */
  memory: z.number().nullable(),
  /**
   * Seconds of garbage collection per second, the server's processes together (`runtimeReport`). Read just before the lead-in and just
   * after the counted stretch, so that it is about both.
   */
  gc: z.number().nullable(),
  /** The share of the same time in which the busiest process' event loop worked: at 1, it can do no more. */
  eventLoopUtilisation: z.number().nullable(),
  generatorCores: z.number().nullable(),
  /** Used by anything that is neither server, generator nor gate. */
  otherCores: z.number().nullable(),
  /** Taken by the hypervisor for its other guests. */
  stolenCores: z.number().nullable(),
})

export type Failures = z.output<typeof failuresSchema>
export type Sample = z.output<typeof sampleSchema>

export const noFailures: Failures = { connection: 0, timeout: 0, status: 0, body: 0, lost: 0 }

export function failed(failures: Failures): number {
  return failures.connection + failures.timeout + failures.status + failures.body + failures.lost
}

/** Sums by kind. */
export function allFailures(samples: readonly Pick<Sample, 'failures'>[]): Failures {
  const sum = { ...noFailures }
  for (const { failures } of samples) {
    for (const kind of Object.keys(sum) as (keyof Failures)[]) sum[kind] += failures[kind]
  }
  return sum
}
