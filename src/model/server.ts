import { z } from 'zod'
import { HOST_MARK, PORT_MARK, SOCKET_MARK } from './marks.ts'
import { patternSchema } from './pattern.ts'
import { readySchema } from './ready.ts'
import { refuseContradictions, urlSchema } from './running.ts'
import { aroundSchema, buildSchema, stepTexts } from './step.ts'
import { tlsSchema } from './transport.ts'

/** What a user writes about a server under test. Times are seconds. */

export const nameSchema = z
  .string()
  .min(1, 'must not be empty')
  .max(200, 'must be at most 200 characters long')
  .refine((text) => !text.includes(',') && text.trim() === text, 'must have no comma in it and no blank around it')
  .refine((text) => text !== '__proto__', 'must be another name: JSON objects cannot hold this one')

const WHO = 'must be the name of a program, such as "postgres", or a port'

const PORT = 'must be "reported", "free", or the number of a port from 1 to 65535'

const SOCKET = 'must be "free", or the absolute path of a Unix socket without a colon in it, such as "/run/app.sock"'

const HOST = 'must be an IP address of this machine at which others reach it, such as "10.0.0.5"'

const hostSchema = z
  .union([z.ipv4(HOST), z.ipv6(HOST)], HOST)
  .refine((address) => !['0.0.0.0', '::'].includes(address), HOST)

const fieldsSchema = z.strictObject({
  name: nameSchema.describe('The name in scenarios, tables and baselines.'),
  command: z
    .array(z.string().min(1))
    .min(1, 'must name the program to start')
    .default([])
    .describe(
      'The program and its arguments, started without a shell. A first word `node` means the Node that runs the gate. `{port}` is filled with the port.',
    ),
  url: urlSchema
    .optional()
    .describe(
      'In place of `command`: the address of a server that already runs on this machine, such as `http://127.0.0.1:8080`. It is timed as it is, and never started, ended or counted. All its waves are one launch, so against a baseline only a slowdown of 2.5 times and more is red.',
    ),
  cwd: z
    .string()
    .min(1)
    .optional()
    .describe(
      'The folder in which it runs, seen from that of the vitest.config that defines it. Without it, that folder.',
    ),
  env: z
    .record(z.string(), z.string())
    .default({})
    .describe('Variables that are added to its environment. `{port}` is filled with the port.'),
  ready: readySchema
    .prefault('/')
    .describe('What must be answered before the server counts as started: a path, or what else to ask there.'),
  port: z
    .union([z.enum(['reported', 'free']), z.int(PORT).min(1, PORT).max(65_535, PORT)], PORT)
    .default('reported')
    .describe(
      '`reported`: `PORT` is a free port; where the server does not listen there, it is found at the address that it prints, or by the port on which its processes listen. `free`: it must listen on the free port. A number: on that one. `{port}` in `command`, `env` or `ready` is filled with the port, and means `free` unless this is a number.',
    ),
  socket: z
    .union([z.literal('free'), z.string().regex(/^\/[^:]+$/, SOCKET)], SOCKET)
    .optional()
    .describe(
      'For a server that listens on a Unix socket and not on a port: the path of that, or `free`, which is a new path for each launch. `{socket}` in `command` or `env` is filled with the path, and so is `PORT`.',
    ),
  host: hostSchema
    .optional()
    .describe(
      'The IP address of this machine at which `generators` on other machines reach the server. It must listen there: `HOST` is that address, and `{host}` in `command` or `env` is filled with it. Only for scenarios with `generators`. Without it, the server is asked on this machine alone.',
    ),
  tls: tlsSchema
    .optional()
    .describe('For a server that speaks https: how its certificate is checked. `{}`: by those that Node knows.'),
  http2: z
    .literal(true, 'must be true, or left out')
    .optional()
    .describe(
      '`true`: it is asked over HTTP/2, which it must choose by ALPN where it has `tls`, and must speak at once (with prior knowledge) where it has not. Each connection has one request at a time.',
    ),
  address: z
    .union([z.literal('last'), patternSchema], {
      error: ({ input }) =>
        typeof input === 'string' || input instanceof RegExp ? undefined : 'must be a regular expression, or "last"',
    })
    .optional()
    .describe(
      'Which address is the application’s where a server listens at several: a regular expression that matches the line with which it prints that address, or the address itself; or `last`, the one that comes last.',
    ),
  alike: z.string().min(1).optional().describe('Servers with the same label must answer `ready` with the same bytes.'),
  runtime: z
    .enum(['plain', 'steady'])
    .default('plain')
    .describe(
      '`steady`: flags for Node that make its compiler and garbage collector differ less from launch to launch.',
    ),
  runtimeReport: z
    .boolean()
    .default(false)
    .describe('Reports how long a Node server collects garbage, and how busy its event loop is.'),
  python: z
    .string()
    .min(1)
    .optional()
    .describe(
      'For a server in Python: the lock file of its packages, with hashes, seen from `cwd`. On first use, loadgate makes a venv from it, whose programs `command` may name. Where that cannot be done, the server is skipped, and the report says why.',
    ),
  prepare: z
    .string()
    .min(1)
    .optional()
    .describe(
      'A module whose default export is called with `{ origin, server }` once per launch, when that is ready: to log in, for example. It returns `{ headers, body, variables }` for the requests to this launch, and nothing that it does is measured. The path starts at `cwd`.',
    ),
  build: buildSchema.describe(
    'Commands that build it, once per side, before its first launch: in an A/B run in the worktree of the base, too. `["go", "build", "-o", "app", "."]`, an object, or a list of these.',
  ),
  before: aroundSchema.describe(
    'Commands that run before the first launch, or before every launch: migrate, seed, `docker compose up --detach --wait`. What they leave running is ended after `after`. A command, an object, or a list of these.',
  ),
  after: aroundSchema.describe(
    'Commands that run when the last launch has ended, or after every launch, also when the run fails or is ended. A command, an object, or a list of these.',
  ),
  alongside: z
    .array(z.union([z.string().min(1, WHO), z.int(WHO).min(1, WHO).max(65_535, WHO)], WHO))
    .default([])
    .describe(
      'Programs that belong to the service without being started by `command`, such as its database: by name, or by the port on which they listen. What they use is no reason to throw a round away, and the report shows it. loadgate never ends them.',
    ),
  workers: z
    .literal('recycled', 'must be "recycled", for workers that are replaced by design, or left out')
    .optional()
    .describe(
      '`recycled`: worker processes are replaced by design (gunicorn `--max-requests`, a cluster), so one that ends is no crash as long as another takes its place. Without it, a process that ends makes the measurement `invalid`.',
    ),
  warmup: z
    .int()
    .min(0)
    .max(10_000_000)
    .default(20_000)
    .describe('The number of requests that a launch answers before anything counts.'),
})

export const serverSchema = z
  .strictObject(fieldsSchema.shape, { error: movedFields })
  .superRefine(refuseContradictions)
  .superRefine(refuseBesideSocket)
  .superRefine((server, context) => {
    const { address, port } = server
    if (address === undefined || (port === 'reported' && !mentionsPort(server))) return
    const known = port === 'reported' ? '`{port}`' : `\`port: ${JSON.stringify(port)}\``
    const message = `must be left out with ${known}, which says already where the server listens`
    context.addIssue({ code: 'custom', path: ['address'], message })
  })

/** A server listens on a socket or on a port. */
function refuseBesideSocket(server: Server, context: z.core.$RefinementCtx): void {
  const { socket, port, address } = server
  const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
  const perLaunch = [...server.before, ...server.after].filter(({ each }) => each === 'launch')
  const texts = [...textsOf(server), ...perLaunch.flatMap(stepTexts)]
  const mentions = (mark: string) => texts.some((text) => text.includes(mark))
  if (server.host === undefined && mentions(HOST_MARK))
    refuse('host', 'is missing, but `{host}` is to be filled in: give the address at which generators reach the server')
  if (socket === undefined && mentions(SOCKET_MARK))
    refuse('socket', "is missing, but `{socket}` is to be filled in: write `socket: 'free'`")
  if (socket === undefined) return
  const rival =
    server.host !== undefined
      ? 'host'
      : port !== 'reported'
        ? 'port'
        : address !== undefined
          ? 'address'
          : mentions(PORT_MARK)
            ? PORT_MARK
            : null
  if (rival !== null) refuse('socket', `contradicts \`${rival}\`: the server listens on a socket or on a port`)
}

/** Whether the definition wants to be told the port anywhere. */
export function mentionsPort(server: Pick<Server, 'command' | 'env' | 'ready'>): boolean {
  return textsOf(server).some((text) => text.includes(PORT_MARK))
}

function textsOf({ command, env, ready }: Pick<Server, 'command' | 'env' | 'ready'>): readonly string[] {
  return [...command, ...Object.values(env), ready.path, ...Object.values(ready.headers)]
}

/** What to write instead of fields that are no more. */
function movedFields(issue: z.core.$ZodRawIssue): string | undefined {
  const isMoved = issue.code === 'unrecognized_keys' && issue.keys.includes('readyWithin')
  return isMoved ? "has `readyWithin`, which is part of `ready` now: `ready: { path: '/', within: 60 }`" : undefined
}

export type Server = z.output<typeof fieldsSchema>
export type ServerOptions = z.input<typeof fieldsSchema>
