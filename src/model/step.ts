import { z } from 'zod'
import { HOST_MARK, PORT_MARK, SOCKET_MARK } from './marks.ts'

/** Commands around a server: what is built once, and what runs before and after a run or a launch. Times are seconds. */

const words = z
  .array(
    z.string('must be text').min(1, 'must not be empty'),
    'must be a list of words, such as ["npm", "run", "migrate"]',
  )
  .min(1, 'must name the program to start')

const within = z.number().positive('must be more than 0 seconds').max(3600, 'must be at most 3600 seconds')

const common = {
  command: words.describe('The program and its arguments, started without a shell.'),
  cwd: z.string().min(1).optional().describe('The folder in which it runs. Without it, that of the server.'),
  env: z
    .record(z.string(), z.string())
    .default({})
    .describe('Variables beside those that the server has. They are for this command alone.'),
}

const wanted =
  'must be a command such as ["npm", "run", "migrate"], or an object such as { command: ["npm", "run", "migrate"] }'

/** Not for a field that nobody knows, which is another mistake. */
const error = ({ code }: { readonly code?: string | undefined }) => (code === 'invalid_type' ? wanted : undefined)

const buildStep = z.strictObject(
  {
    ...common,
    within: within.default(600).describe('The seconds that it may take. Then it is ended, and has failed.'),
  },
  { error },
)

const aroundStep = z.strictObject(
  {
    ...common,
    each: z
      .enum(['run', 'launch'], 'must be "run" or "launch"')
      .default('run')
      .describe(
        '`run`: once per run and side, however many servers have the same command. `launch`: for every launch, with `PORT`, and with what is filled in for the server: `{port}`, `{socket}` and `{host}`.',
      ),
    within: within.default(120).describe('The seconds that it may take. Then it is ended, and has failed.'),
  },
  { error },
)

/** One command, or a list of them. Each is a list of words, or an object. */
type Short<Step> = string[] | Step | (string[] | Step)[]

function asList(value: unknown): unknown {
  if (!Array.isArray(value)) return [value]
  const isCommand = value.length > 0 && value.every((word) => typeof word === 'string')
  return isCommand ? [{ command: value }] : value.map((one: unknown) => (Array.isArray(one) ? { command: one } : one))
}

export const buildSchema = z
  .pipe(
    z.transform(asList as (value: Short<z.input<typeof buildStep>>) => z.input<typeof buildStep>[]),
    z.array(buildStep),
  )
  .superRefine((steps, context) => steps.forEach((step, index) => refuseMarks(step, [index], context)))
  .default([])

export const aroundSchema = z
  .pipe(
    z.transform(asList as (value: Short<z.input<typeof aroundStep>>) => z.input<typeof aroundStep>[]),
    z.array(aroundStep),
  )
  .superRefine((steps, context) =>
    steps.forEach((step, index) => step.each === 'run' && refuseMarks(step, [index], context)),
  )
  .default([])

export type BuildStep = z.output<typeof buildStep>
export type AroundStep = z.output<typeof aroundStep>

/** The texts of a step that are filled in for a launch. */
export function stepTexts({ command, env }: BuildStep): readonly string[] {
  return [...command, ...Object.values(env)]
}

/** What only a launch has. */
const MARKS = [
  [PORT_MARK, 'a port'],
  [SOCKET_MARK, 'a socket'],
  [HOST_MARK, 'an address'],
] as const

function refuseMarks(step: BuildStep, path: number[], context: z.RefinementCtx): void {
  const found = MARKS.find(([mark]) => stepTexts(step).some((text) => text.includes(mark)))
  if (found === undefined) return
  const [mark, what] = found
  const message = `must not have ${mark} in it, because only a launch has ${what}: say \`each: 'launch'\` in \`before\` or \`after\``
  context.addIssue({ code: 'custom', path, message })
}
