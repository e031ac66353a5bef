import { z } from 'zod'
import { parse } from '../model/error.ts'
import { serverSchema, type Server, type ServerOptions } from '../model/server.ts'
import { REFERENCES } from './references.ts'

/** What a project's configuration says: its servers, where its files are, and how long to measure. */
export const projectSchema = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .default('perf')
      .describe('The name of the project, as for `vitest --project`. Two gates of one run need two names.'),
    servers: z.array(serverSchema).min(1, 'must list at least one server').describe('The servers under test.'),
    references: z
      .array(serverSchema)
      .min(1, 'must list at least one frozen server')
      .optional()
      .transform((references = REFERENCES) => references)
      .describe(
        'Frozen servers that are measured beside the others, so that a slower hour of the machine shows in them, too. Default: the two that come with loadgate. After a change, record all baselines anew.',
      ),
    specs: z.array(z.string().min(1)).min(1).default(['perf/**/*.perf.{ts,js}']).describe('Which files are specs.'),
    baselines: z.string().min(1).default('baselines').describe('The folder of the baselines, which you commit.'),
    scratch: z
      .string()
      .min(1)
      .default('.loadgate')
      .describe('The folder of reports, checkouts and venvs, which you do not commit.'),
    budget: z
      .strictObject({
        seconds: z
          .number()
          .positive()
          .optional()
          .describe('Seconds of wall time per scenario. Without it: 108, or 40 for servers whose counts hold.'),
        waves: z.int().min(1).max(100).optional().describe('At most so many waves.'),
        rounds: z
          .int()
          .min(1)
          .max(100)
          .optional()
          .describe('Rounds per wave. Without it: 16, or 10 where the counts of all servers in the wave hold.'),
      })
      .default({})
      .describe('Your own `default` budget of a scenario.'),
  })
  .superRefine(({ servers, references }, context) => {
    const refuse = (list: string, index: number, message: string) =>
      context.addIssue({ code: 'custom', path: [list, index, 'name'], message })
    const frozen = new Set(references.map(({ name }) => name))
    for (const [index, { url }] of references.entries()) {
      const message = 'must be `command`: a reference is launched afresh beside the others'
      if (url !== undefined) context.addIssue({ code: 'custom', path: ['references', index, 'url'], message })
    }
    for (const index of repeatedIn(references)) refuse('references', index, notUnique(references[index]?.name))
    for (const index of repeatedIn(servers)) refuse('servers', index, notUnique(servers[index]?.name))
    for (const [index, { name }] of servers.entries()) {
      if (frozen.has(name)) refuse('servers', index, `must be another one: "${name}" is the name of a reference`)
    }
  })

/** Where a name stands that stood before. */
function repeatedIn(servers: readonly Server[]): readonly number[] {
  return servers.flatMap(({ name }, index) => (servers.findIndex((one) => one.name === name) < index ? [index] : []))
}

function notUnique(name = ''): string {
  return `must be unique, but "${name}" is the name of two servers`
}

export type Project = z.output<typeof projectSchema>
export type GateOptions = z.input<typeof projectSchema>

/** Gives a server's definition back as it is. Throws LoadgateError that names the field of a wrong option. */
export function checkServer(options: ServerOptions): ServerOptions {
  parse(serverSchema, options, typeof options?.name === 'string' ? `server "${options.name}"` : 'defineServer()')
  return options
}
