import { z } from 'zod'
import { unlessUnknownField } from './issue-text.ts'
import { contradictionsIn } from './expect-contradictions.ts'
import { isJson, type Json } from './json-path.ts'
import { patternSchema } from './pattern.ts'

/** What makes an answer right, as a scenario says it. */

const statusProblem = 'must be a status from 200 to 599, or a list of such, as in [200, 304]'
const oneStatus = z.int(statusProblem).min(200, statusProblem).max(599, statusProblem)

const pieceProblem = 'must be a text that is in every right body, or a list of such'
const lengthProblem = 'must be a number of bytes, or true for that of the first answer'

const piece = z.string(pieceProblem).min(1, 'must not be empty: an empty text is in every body')

const pathSchema = z
  .string()
  .regex(/^(?:[^.\\]|\\.)+(?:\.(?:[^.\\]|\\.)+)*$/s, 'must be a path such as user.name or items.*.at')

// `z.json()` has no sentence of its own.
const jsonValue = z
  .unknown()
  .refine(isJson, 'must be a JSON value')
  .meta({ title: 'any JSON' }) as unknown as z.ZodType<Json, Json>

const jsonSchema = z.strictObject(
  {
    equal: z
      .record(pathSchema, jsonValue, 'must map paths to JSON values, as in { "user.name": "x" }')
      .refine((values) => Object.keys(values).length > 0, 'must name at least one path')
      .optional()
      .describe(
        'The value that every body has at a path, such as `user.name` or `items.*.ok`. `*` is every key or index of which there must be one at least. Without `ignore`, the rest of the document is not compared.',
      ),
    ignore: z
      .array(
        pathSchema.refine((path) => path !== '*', 'must not be everything'),
        'must be a list of paths, as in ["id", "items.*.at"]',
      )
      .optional()
      .describe(
        'Paths that may differ from answer to answer. The rest of the document must equal that of the first answer. `[]` compares documents as JSON, whatever their spaces and the order of their keys.',
      ),
  },
  { error: unlessUnknownField('must be an object with `equal` or `ignore`, as in { ignore: ["id"] }') },
)

const checksSchema = z.strictObject(
  {
    status: z
      .union([oneStatus, z.array(oneStatus).min(1, statusProblem)], statusProblem)
      .transform((statuses) => [statuses].flat())
      .pipe(z.array(z.int()))
      .optional()
      .describe('The statuses that are right, from 200 to 599. Default: every 2xx.'),
    body: z
      .union(
        [z.string(), z.literal(false)],
        'must be the text of every right body, or false where bodies are not compared',
      )
      .optional()
      .describe(
        'The whole body, decoded if it is compressed; `""` for none. `false`: bodies are not compared, except that there must be one if the first answer has one. Default: the bytes of the first answer, if no other check of the body is given.',
      ),
    includes: z
      .union([piece, z.array(piece).min(1, pieceProblem)], pieceProblem)
      .transform((pieces) => [pieces].flat())
      .pipe(z.array(z.string()))
      .optional()
      .describe('Texts that every body has in it.'),
    matches: z
      .union([patternSchema, z.array(patternSchema).min(1, 'must list at least one pattern')])
      .transform((patterns) => [patterns].flat())
      .pipe(z.array(z.string()))
      .optional()
      .describe(
        'Regular expressions that match every body. A text is the source of one; flags stand before it, as in `(?i)welcome`.',
      ),
    json: jsonSchema
      .refine(({ equal, ignore }) => equal !== undefined || ignore !== undefined, {
        error: 'must have `equal` or `ignore`',
        when: ({ issues }) => issues.length === 0,
      })
      .optional()
      .describe('Every body is JSON with these values.'),
    length: z
      .union([z.int().min(0, lengthProblem), z.literal(true)], lengthProblem)
      .optional()
      .describe('The bytes of every body, decoded if it is compressed. `true`: as many as the first answer has.'),
  },
  {
    error: unlessUnknownField(
      'must be the exact body, or an object with `status`, `body`, `includes`, `matches`, `json` or `length`',
    ),
  },
)

export const expectSchema = z
  .union([
    z.string().min(1, "must not be empty: write { body: '' } for an answer without a body"),
    checksSchema.superRefine(
      (checks, context) => {
        for (const { path, message } of contradictionsIn(checks))
          context.addIssue({ code: 'custom', path: [...path], message })
      },
      { when: ({ issues }) => issues.length === 0 },
    ),
  ])
  .describe(
    'What makes an answer right: its exact body, or an object of checks. Default: a 2xx with the bytes of the first answer.',
  )

export type Checks = z.output<typeof checksSchema>
export type Expect = z.output<typeof expectSchema>

/** The checks of a scenario that gives them, an exact body, or none. An answer to HEAD has no body. */
export function checksOf(expect: Expect | undefined, method?: string): Checks {
  if (method === 'HEAD') return { ...(typeof expect === 'object' ? expect : {}), body: '' }
  if (expect === undefined) return {}
  return typeof expect === 'string' ? { body: expect } : expect
}

/** Whether bodies are judged by something else than being the same bytes. */
export function hasRules({ body, includes, matches, json, length }: Checks): boolean {
  return body === false || [includes, matches, json, length].some((rule) => rule !== undefined)
}

/** Whether a status is right; an empty list is every 2xx. */
export function isRightStatus(status: number, statuses: readonly number[]): boolean {
  return statuses.length === 0 ? status >= 200 && status <= 299 : statuses.includes(status)
}
