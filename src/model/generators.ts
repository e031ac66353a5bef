import { z } from 'zod'
import { nameSchema } from './server.ts'

/** Machines from which a load is sent, in place of the one that the gate runs on. */

const PREFIX = "must be the words of a command that reaches the generator's machine, such as ['ssh', 'load-a']"

const generatorSchema = z.strictObject({
  name: nameSchema.describe('The name in messages, in the report and in baselines.'),
  prefix: z
    .array(z.string(PREFIX).min(1, PREFIX), PREFIX)
    .min(1, PREFIX)
    .describe(
      "The words before `sh` that run it on the generator's machine with its input and output, such as `['ssh', 'load-a']`. There, `sh`, `vegeta`, `mktemp`, `head` and a `date` with nanoseconds must be in PATH.",
    ),
})

export const generatorsSchema = z
  .array(generatorSchema, "must be a list such as [{ name: 'a', prefix: ['ssh', 'load-a'] }]")
  .min(1, 'must name at least one generator. Leave it out where this machine sends the load')
  .max(100, 'must be at most 100 generators')
  .superRefine((generators, context) => {
    for (const [index, { name }] of generators.entries()) {
      if (generators.findIndex((one) => one.name === name) === index) continue
      const message = `is "${name}", and so is that of another generator: give each its own name`
      context.addIssue({ code: 'custom', path: [index, 'name'], message })
    }
  })

export type LoadGenerator = z.output<typeof generatorSchema>

/** What a baseline keeps of them: where they are is nobody's business. */
export function recordGenerators({ generators }: { readonly generators?: readonly LoadGenerator[] | undefined }): {
  readonly generators?: string[]
} {
  return generators ? { generators: generators.map(({ name }) => name) } : {}
}
