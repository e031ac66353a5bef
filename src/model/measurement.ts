import { z } from 'zod'
import type { Scenario } from './scenario.ts'

/** In an A/B run, `base` is the other git ref and `head` the working tree. Against a baseline everything is `head`. */
export const SIDES = ['base', 'head'] as const

export type Side = (typeof SIDES)[number]

/** Requests that got no right answer, by kind. */
const failuresSchema = z.object({
  /** The connection was refused, reset, or broke. */
  connection: z.int(),
  timeout: z.int(),
  /** An answer with a status that is not right: outside 2xx, unless the scenario gives other statuses. */
  status: z.int(),
  /** An answer with a right status and a body that is not right. */
  body: z.int(),
  /** Sent, never answered, no error: the server closed the connection in between. */
  lost: z.int(),
  /** Steps of a flow that were not sent, because one before them failed. */
  unsent: z.int(),
})

/** The first answer of a window that was wrong in its status, and in its body, where the generator keeps it. */
const firstWrongSchema = z.object({
  status: z.int().optional(),
  /** How it was, as the end of a sentence. What the server sent is bounded in it, and safe to print. */
  body: z.string().optional(),
})

/** What a generator counts of the requests of a window, or of those of one kind. */
const partSchema = z.object({
  /** Right answers. */
  requests: z.int(),
  failures: failuresSchema,
  /** Without p95 in windows that an earlier loadgate recorded. */
  latency: z.object({ p50: z.number(), p90: z.number(), p95: z.number().optional(), p99: z.number() }).nullable(),
  /** HdrHistogram V2, compressed, base64, in microseconds. */
  histogram: z.string().nullable(),
})

/** What one of several generators had of a window. Histograms are encoded as `histogram`. */
const generatorPartSchema = z.object({
  name: z.string(),
  /** Requests that were due. */
  requests: z.int(),
  /** Of its own answers, and of those that never came. */
  histogram: z.string().nullable(),
  lag: z.string().nullable(),
  /** By how much its clock was ahead of this machine's before the window, give or take the uncertainty. Seconds. */
  clock: z.object({ ahead: z.number(), uncertainty: z.number() }),
})

/** Of a window at a fixed rate: what was due in its counted stretch, and what became of it. */
const offeredSchema = z.object({
  /** Requests per second. */
  rate: z.number(),
  /** Requests that were due. */
  requests: z.int(),
  /** Those of them that waited for a connection, because all that were allowed were in use. */
  queued: z.int(),
  /** Those that had no answer when the generator gave up: in the histogram with the time that they had waited by then. */
  unanswered: z.int(),
  /** Requests that had been due and were not answered, halfway through and at the end. */
  backlog: z.object({ halfway: z.int(), end: z.int() }),
  /** How late the generator itself was: from when requests were due to when it sent them, or saw that no connection was free. Encoded as `histogram`. */
  lag: z.string().nullable(),
  /** Only where several generators sent the load. All that is above is of their requests together. */
  generators: z.array(generatorPartSchema).optional(),
})

/**
 * What one window of load on one launch yielded. Times are seconds, memory is bytes, `*Cores` are CPU seconds per second.
 * `null` means that this machine cannot tell, never 0.
 */
const sampleSchema = z.object({
  wave: z.int(),
  round: z.int(),
  server: z.string(),
  side: z.enum(SIDES),
  /** From the first counted moment to the last, by the generator's monotonic clock. */
  elapsed: z.number(),
  ...partSchema.shape,
  firstWrong: firstWrongSchema.optional(),
  /** As `histogram`, of the times to the first byte of the body, where the scenario asks for them. */
  firstByte: z.string().optional(),
  /** Only of a window at a fixed rate. Its latencies are those of the requests that were due in it, from when they were due. */
  offered: offeredSchema.optional(),
  /** The same of each request of a mix or step of a flow, by name; absent of a single request. */
  byRequest: z.record(z.string(), partSchema).optional(),
  /** CPU seconds of all the server's processes within `elapsed`. */
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
  /** Used by what `alongside` names. */
  alongsideCores: z.number().nullable(),
  /** Used by anything that is neither server, generator nor gate, and belongs to none of them. */
  otherCores: z.number().nullable(),
  /** Taken by the hypervisor for its other guests. */
  stolenCores: z.number().nullable(),
})

export type FirstWrong = z.output<typeof firstWrongSchema>
export type Failures = z.output<typeof failuresSchema>
export type GeneratorPart = z.output<typeof generatorPartSchema>
export type Offered = z.output<typeof offeredSchema>
export type Sample = z.output<typeof sampleSchema>

export const noFailures: Failures = { connection: 0, timeout: 0, status: 0, body: 0, lost: 0, unsent: 0 }

export function failed(failures: Failures): number {
  return failures.connection + failures.timeout + failures.status + failures.body + failures.lost + failures.unsent
}

/** Sums by kind. */
export function allFailures(samples: readonly Pick<Sample, 'failures'>[]): Failures {
  const sum = { ...noFailures }
  for (const { failures } of samples) {
    for (const kind of Object.keys(sum) as (keyof Failures)[]) sum[kind] += failures[kind]
  }
  return sum
}

/** Who takes part in a wave: one side of one server. */
export type Entrant = { readonly server: string; readonly side: Side }

/** A text that is unique for each entrant. */
export function keyOf({ server, side }: Entrant): string {
  return `${side} ${server}`
}

/** For people: with the side in an A/B run, where it matters. */
export function nameOf({ server, side }: Entrant, mode: Measurement['mode']): string {
  return mode === 'ab' ? `${server} (${side})` : server
}

/** Why the numbers of a server cannot be used: its answers were wrong, it died, or it did not start. */
export type Fault = Entrant & { readonly reason: string }

/**
 * Why CPU and memory of a server are not known, although they are of others on this machine. `stranger`: its port is listened on by
 * a process that its command did not start; the number is null where it would mean nothing, as in a file. `unseen`: by no process that
 * this one may look at. `container`: by one in a container whose control group cannot be read.
 */
export type Unmeasured =
  | { readonly kind: 'stranger'; readonly pid: number | null; readonly name: string }
  /** `port`: or the path of a Unix socket. */
  | { readonly kind: 'unseen'; readonly port: number | string }
  | { readonly kind: 'container' }

/** Processes of a server that ended in its warm-up, and those that came meanwhile. */
export type Replaced = { readonly gone: readonly number[]; readonly came: readonly number[] }

/** A program that is neither server, generator nor gate, and the cores that its processes used. Its name has nothing secret in it. */
export type Neighbour = { readonly pid: number; readonly name: string; readonly cores: number }

/** What others used in a round or a wait, and who of them used the most, where that is known. */
export type Busy = { readonly cores: number; readonly neighbour: Neighbour | null }

/** Everything that one run of one scenario yielded. Times are seconds. */
export type Measurement = {
  readonly scenario: Scenario
  /** `baseline`: the servers beside frozen references. `ab`: the servers of two git refs beside each other. */
  readonly mode: 'baseline' | 'ab'
  /** Servers of an A/B run that only head has: there is nothing to hold them against. */
  readonly unpaired: readonly string[]
  /** Servers that already ran: all of their waves are of one process. */
  readonly running: readonly string[]
  /** Requests per second by server, in a scenario at a fixed rate: the same for both sides of an A/B run. */
  readonly rates?: Readonly<Record<string, number>>
  /** Names of the frozen servers that the others are measured against; in an A/B run there are none. */
  readonly references: readonly string[]
  /** Name and version, such as `autocannon 9.0.0`. */
  readonly driver: string
  readonly samples: readonly Sample[]
  /** Servers whose bodies were compared after decoding, because the bytes of compressed ones vary. */
  readonly decoded?: readonly string[]
  readonly faults: readonly Fault[]
  /** By server; none for those whose CPU and memory were measured. */
  readonly unmeasured: Readonly<Record<string, Unmeasured>>
  /** By server, of the first launch in which that was seen. Not of those whose workers are recycled. */
  readonly replaced?: Readonly<Record<string, Replaced>>
  readonly waves: number
  /** Rounds that were thrown away because something else used the machine. */
  readonly busyRounds: number
  /** The share of a core that others used in those rounds and while waiting, at most. */
  readonly busyCores: number
  /** The neighbour that used the most in those rounds and while waiting; null where nobody was noticed. */
  readonly busiest: Neighbour | null
  /** What `alongside` names and nothing on this machine answers to: names and ports. */
  readonly absent: readonly (string | number)[]
  /** Budget ran out while waiting for a quiet machine. */
  readonly endedBusy: boolean
  readonly seconds: number
  /** Wall time by server: launches, warm-ups and windows. */
  readonly spent: Readonly<Record<string, number>>
}
