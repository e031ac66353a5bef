import { z } from 'zod'

/** Seconds per request on both sides; null on the side that has none, or where it is not known. */
const secondsSchema = z.object({ before: z.number().nullable(), now: z.number().nullable() })

/** A number per request on both sides. */
const numberSchema = z.object({ before: z.number().nullable(), now: z.number().nullable() })

/**
 * What keeps a request from going on. `blocked`: its thread sleeps within a function, and no other request goes on either. `queue`: what
 * another request of the same server has to let go of. `core`: it could go on, and no core is free. `call`: a thread sleeps in a
 * system call, and nobody knows on whose behalf. `cpu` is no wait: a function that takes more time on the CPU.
 */
export const WAIT_KINDS = [
  'timer',
  'network',
  'file',
  'lookup',
  'process',
  'worker',
  'queue',
  'promise',
  'other',
  'blocked',
  'core',
  'call',
  'cpu',
] as const

const waitSchema = z.object({
  kind: z.enum(WAIT_KINDS),
  /** How the runtime or the kernel calls it, such as `setTimeout`, `TCPWRAP` or `clock_nanosleep`; empty where the kind says it all. */
  detail: z.string(),
  /** The function that began to wait, as that of a profile; null where nobody knows it. */
  place: z
    .object({
      name: z.string(),
      file: z.string().nullable(),
      line: z.int().nullable(),
      package: z.string().nullable(),
    })
    .nullable(),
  ...secondsSchema.shape,
})

/** What requests of a server waited for, under the load of their scenario, in launches that decided no verdict. */
export const waitingSchema = z.object({
  scenario: z.string(),
  server: z.string(),
  /** The other side: a commit, or the commit that recorded the baseline; null where only today's could be watched. */
  before: z.object({ commit: z.string().nullable() }).nullable(),
  /** Seconds that this took. */
  seconds: z.number(),
  /** Whether the counted instructions hold: where they do not, their change explains little of what requests take longer. Null where they were not counted. */
  instructionsHold: z.boolean().nullable(),
  /** What the reader should know, in sentences: why there is no other side, and what could not be seen. */
  notes: z.array(z.string()),
  /** From the first byte of a request to its answer, as a mean. */
  latency: secondsSchema,
  /** Of all threads and processes of the server. */
  onCpu: secondsSchema,
  /** How late timers of a Node server were, in 99 of 100 cases: as long as its event loop is kept busy at once. */
  loopDelay: secondsSchema.nullable(),
  /** How often a thread went to sleep of its own accord. */
  switches: numberSchema,
  /** Calls of the kernel; null where they were not counted. */
  systemCalls: numberSchema.nullable(),
  /** Sorted by what changed, or by what there is where there is no other side. */
  waits: z.array(waitSchema),
})

export type Waiting = z.output<typeof waitingSchema>
export type Wait = Waiting['waits'][number]
export type WaitKind = Wait['kind']
