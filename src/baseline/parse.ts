import { z } from 'zod'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { fieldOf } from '../model/parse.ts'
import { parseJson } from './json.ts'
import { machineSchema } from '../model/machine.ts'
import { BASELINE_VERSION, baselineSchema, type Baseline } from '../model/baseline.ts'

type Machine = Baseline['machine']
type Problem = { readonly field: string; readonly problem: string }
type Issue = z.core.$ZodIssue

const withMachine = z.looseObject({ machine: z.object(machineSchema.shape) })
const withTitle = z.looseObject({ scenario: z.object({ title: baselineSchema.shape.scenario.shape.title }) })

/** The baseline in a text. Throws LoadgateError that names `file` and the position or the fields that are wrong. */
export function parseBaseline(text: string, file: string): Baseline {
  const value = parseJson(text, file)
  refuseOtherVersion(value, file)
  return checked(baselineSchema, value, file)
}

/**
 * The machine alone, whatever else is in the text: which of many baselines is the nearest must not depend on whether
 * the others can be read. Throws LoadgateError as `parseBaseline` does.
 */
export function parseMachine(text: string, file: string): Machine {
  return checked(withMachine, parseJson(text, file), file).machine
}

/** The scenario's title alone, as `parseMachine` gives the machine. Throws LoadgateError as `parseBaseline` does. */
export function parseTitle(text: string, file: string): string {
  return checked(withTitle, parseJson(text, file), file).scenario.title
}

function refuseOtherVersion(value: unknown, file: string): void {
  if (typeof value !== 'object' || value === null || !('version' in value)) return
  const { version } = value
  if (typeof version === 'number' && version !== BASELINE_VERSION)
    throw new LoadgateError(
      'baseline-version',
      messages.baselineVersion({ file, found: version, known: BASELINE_VERSION }),
    )
}

/** What is wrong with a value that should be a baseline, by field; empty when nothing is. */
export function problemsIn(value: unknown): readonly Problem[] {
  return problemsWith(baselineSchema.safeParse(value, { reportInput: true }))
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, file: string): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  throw new LoadgateError('baseline-wrong', messages.baselineWrong({ file, problems: problemsWith(result) }), {
    cause: result.error,
  })
}

function problemsWith({ error }: z.ZodSafeParseResult<unknown>): readonly Problem[] {
  return (error?.issues ?? []).flatMap((issue) => problemsOf(issue))
}

function problemsOf(issue: Issue, parent: readonly PropertyKey[] = []): readonly Problem[] {
  const path = [...parent, ...issue.path]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ field: fieldOf([...path, key]), problem: 'is not known' }))
    case 'invalid_union':
      return branchOf(issue).flatMap((inner) => problemsOf(inner, path))
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ field: fieldOf(path), problem: message }))
    default:
      return [{ field: fieldOf(path), problem: problemOf(issue) }]
  }
}

/** The only union is that of a metric with numbers and one without: the field `unusable` says which was meant. */
function branchOf({ errors, input }: z.core.$ZodIssueInvalidUnion): readonly Issue[] {
  const [numbers = [], sentence = []] = errors
  return typeof input === 'object' && input !== null && 'unusable' in input ? sentence : numbers
}

function problemOf({ input, message }: Issue): string {
  if (input === undefined) return 'is missing'
  return message.startsWith('must') ? message : `is wrong (${message.replace('Invalid input: ', '')})`
}
