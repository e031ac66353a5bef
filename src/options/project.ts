import { z } from 'zod'
import { parse } from '../model/error.ts'
import { serverSchema, type ServerOptions } from '../model/server.ts'

/** What a project's configuration says: its servers, where its files are, and how long to measure. */
export const projectSchema = z
  .strictObject({
    servers: z.array(serverSchema).min(1, 'must list at least one server').describe('The servers under test.'),
    references: z
      .array(serverSchema)
      .min(1, 'must list at least one frozen server')
      .describe(
        'Frozen servers that are measured beside the others, so that a slower hour of the machine shows in them, too.',
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
        seconds: z.number().positive().optional().describe('Seconds of wall time per scenario.'),
        waves: z.int().min(1).max(100).optional().describe('At most so many waves.'),
        rounds: z.int().min(1).max(100).optional().describe('Rounds per wave.'),
      })
      .default({})
      .describe('Your own `default` budget of a scenario.'),
  })
  .superRefine(({ servers, references }, context) => {
    const seen = new Set<string>()
    for (const [index, server] of [...references, ...servers].entries()) {
      if (seen.has(server.name)) {
        context.addIssue({
          code: 'custom',
          path:
            index < references.length ? ['references', index, 'name'] : ['servers', index - references.length, 'name'],
          message: `must be unique, but "${server.name}" is the name of two servers`,
        })
      }
      seen.add(server.name)
    }
  })

export type Project = z.output<typeof projectSchema>
export type GateOptions = z.input<typeof projectSchema>

/** A server under test: plain data. Throws LoadgateError that names the field of a wrong option. */
export function defineServer(options: ServerOptions): ServerOptions {
  parse(serverSchema, options, `server "${options.name}"`)
  return options
}
