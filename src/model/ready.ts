import { z } from 'zod'
import { isHeaderName, isHeaderValue } from './header.ts'

export const pathSchema = z.string().startsWith('/', 'must be a path that starts with "/", such as "/"')

const status = z.int('must be a status such as 200').min(200, 'must be 200 or more').max(599, 'must be at most 599')

const headers = z.record(z.string(), z.string()).superRefine((all, context) => {
  const issue = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message })
  for (const [name, value] of Object.entries(all)) {
    if (!isHeaderName(name)) issue(name, 'must have the name of a header, such as "accept"')
    if (!isHeaderValue(value)) issue(name, 'must be Latin-1 text without a line break')
  }
})

const WHAT = 'must be a path such as "/", or an object such as { path: "/", status: 200 }'

const question = z.strictObject(
  {
    path: pathSchema
      .default('/')
      .describe('The path that is asked until the server is up. `{port}` in it is filled with the port.'),
    status: z
      .union([status, z.array(status).min(1, 'must have at least one status')])
      .optional()
      .describe('The status that says that it is up, or a list of them. Without it, any from 200 to 299.'),
    headers: headers.default({}).describe('Headers that are sent with this request.'),
    within: z
      .number()
      .positive('must be more than 0 seconds')
      .max(600, 'must be at most 600 seconds')
      .default(30)
      .describe('The seconds that a server may take until it is up.'),
  },
  { error: ({ code }) => (code === 'invalid_type' ? WHAT : undefined) },
)

/** When a server counts as started. A path stands for itself with all defaults. */
export const readySchema = z.union([pathSchema.transform((path) => question.parse({ path })), question])

export type Ready = z.output<typeof question>
