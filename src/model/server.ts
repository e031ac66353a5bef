import { z } from 'zod'

/** What a user writes about a server under test. Times are seconds. */

export const pathSchema = z.string().startsWith('/', 'must be a path that starts with "/", such as "/"')

export const nameSchema = z
  .string()
  .min(1, 'must not be empty')
  .max(200, 'must be at most 200 characters long')
  .refine((text) => !text.includes(',') && text.trim() === text, 'must have no comma in it and no blank around it')
  .refine((text) => text !== '__proto__', 'must be another name: JSON objects cannot hold this one')

export const serverSchema = z.strictObject({
  name: nameSchema,
  /** Program and arguments, started without a shell. A first word `node` is the Node that runs the gate. */
  command: z.array(z.string().min(1)).min(1, 'must name the program to start'),
  cwd: z.string().min(1).optional(),
  env: z.record(z.string(), z.string()).default({}),
  /** The path that must answer 200 with a body before the server counts as started. */
  ready: pathSchema.default('/'),
  readyWithin: z.number().positive().max(600).default(30),
  /** `reported`: the server prints its http:// address. `free`: loadgate finds a free one. In both cases PORT is set (0: any). */
  port: z.union([z.enum(['reported', 'free']), z.int().min(1).max(65_535)]).default('reported'),
  /** Servers with the same label must give byte-identical answers at `ready`. */
  alike: z.string().min(1).optional(),
  /** `steady`: Node flags that make compiler and collector less of a lottery. */
  runtime: z.enum(['plain', 'steady']).default('plain'),
  /** Report how long a Node server collects garbage and how busy its event loop is, for the reason why launches differ. */
  runtimeReport: z.boolean().default(false),
  /**
   * For a server in Python: the lock of its packages, with hashes, seen from `cwd`. `python` and the programs of the packages are then those of a
   * venv that is made from it on first use; where that cannot be done, the server is skipped and the reason told.
   */
  python: z.string().min(1).optional(),
  /** Requests served before the first window of a launch. */
  warmup: z.int().min(0).max(10_000_000).default(20_000),
})

export type Server = z.output<typeof serverSchema>
export type ServerOptions = z.input<typeof serverSchema>
