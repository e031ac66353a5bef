import { z } from 'zod'

/** A value of both sides, per request; null on the side that has none, or where it is not known. */
const pairSchema = z.object({ before: z.number().nullable(), now: z.number().nullable() })

/** How a function of today was found on the other side. */
export const FUNCTION_MARKS = ['new', 'gone', 'renamed', 'moved'] as const

/** One function of the server, and what was charged to it. */
const functionSchema = z.object({
  /** As the runtime names it, such as `Frame.set`; empty for an anonymous one. */
  name: z.string(),
  /** Relative to the project, in a package from its name on (`nunjucks/src/runtime.js`), `node:…` inside Node; null for code made while the server ran, and for what belongs to the runtime. */
  file: z.string().nullable(),
  line: z.int().nullable(),
  /** The package that it comes from; null for the project's own code. */
  package: z.string().nullable(),
  /** Unlike the usual: on one side only, or under another name or in another file before. */
  mark: z.enum(FUNCTION_MARKS).nullable(),
  /** Its name and file before, where it was renamed or moved. */
  formerly: z.string().nullable(),
  /**
   * Instructions per request that this function added: what it executes more by itself per call, and what it makes others execute
   * by calling them more often, at what a call of them took before. Over all functions this sums up to the whole change.
   */
  change: z.number().nullable(),
  /** The function that it calls more or less often, and how often per call of its own, where that is most of `change`. */
  calling: z.object({ name: z.string(), before: z.number(), now: z.number() }).nullable(),
  /** Instructions per request of itself, and of the runtime on its behalf. */
  own: pairSchema,
  /** With all functions that it calls. */
  inclusive: pairSchema,
  /** Calls per request. */
  calls: pairSchema,
})

/** One frame of the flame graph: its function as an index into `functions`, its parent as an index into `stacks` (-1 for the outermost), own instructions per request before and now. */
const stackSchema = z.tuple([z.int(), z.int(), z.number(), z.number()])

/** Where the instructions of a server went, by function. */
export const whereSchema = z.object({
  scenario: z.string(),
  server: z.string(),
  /** The other side: a commit, or the commit that recorded the baseline; null when only today's could be profiled. */
  before: z.object({ commit: z.string().nullable() }).nullable(),
  /** Seconds that profiling took. */
  seconds: z.number(),
  /** What the reader should know, in sentences: why there is no other side, what names come from. */
  notes: z.array(z.string()),
  /** Instructions per request, as profiled. */
  total: pairSchema,
  /** Of the metric's change, what the functions do not add up to. Null without another side. */
  unexplained: z.number().nullable(),
  /** Sorted by the size of their change, or by what they execute where there is no other side. */
  functions: z.array(functionSchema),
  /** How many more there are, and what they come to together; absent where all are listed. */
  others: z.object({ functions: z.int(), change: z.number().nullable(), own: pairSchema }).optional(),
  stacks: z.array(stackSchema),
})

export type Where = z.output<typeof whereSchema>
export type WhereFunction = Where['functions'][number]
