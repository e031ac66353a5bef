import { z } from 'zod'
import { BASELINE_VERSION, baselineSchema, machineSchema, type Baseline } from '../model/baseline.ts'
import { LoadgateError, fieldOf, isOfOtherKind } from '../model/error.ts'
import { issueText } from '../model/issue-text.ts'
import type { Problem } from '../model/wording.ts'
import { parseJson } from './json.ts'
import { messages } from './messages.ts'

type Machine = Baseline['machine']
type Issue = z.core.$ZodIssue

const withMachine = z.looseObject({ machine: z.object(machineSchema.shape) })
const withTitle = z.looseObject({ scenario: z.object({ title: baselineSchema.shape.scenario.shape.title }) })

/** The baseline in a text. Throws LoadgateError that names `file` and the position or the fields that are wrong. */
export function parseBaseline(text: string, file: string): Baseline {
  const value = parseJson(text, file)
  refuseOtherVersion(value, file)
  return checked(baselineSchema, value, file)
}

/** The machine alone, whatever else is in the text. Throws LoadgateError as `parseBaseline` does. */
export function parseMachine(text: string, file: string): Machine {
  return checked(withMachine, parseJson(text, file), file).machine
}

/** The scenario's title alone, as `parseMachine` gives the machine. Throws LoadgateError as `parseBaseline` does. */
export function parseTitle(text: string, file: string): string {
  return checked(withTitle, parseJson(text, file), file).scenario.title
}

/** Throws LoadgateError when a value says that it is of another version than the known one. */
export function refuseOtherVersion(value: unknown, file: string, known = BASELINE_VERSION): void {
  if (typeof value !== 'object' || value === null || !('version' in value)) return
  const { version } = value
  if (typeof version === 'number' && version !== known)
    throw new LoadgateError('baseline-version', messages.baselineVersion({ file, found: version, known }))
}

/** What is wrong with a value that should be a baseline, by field; empty when nothing is. */
export function problemsIn(value: unknown): readonly Problem[] {
  return problemsWith(baselineSchema.safeParse(value, { reportInput: true, error: issueText }))
}

/** The value, as the schema has it. Throws LoadgateError that names `file` and the fields that are wrong. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, file: string): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true, error: issueText })
  if (result.success) return result.data
  throw new LoadgateError('baseline-wrong', messages.baselineWrong({ file, problems: problemsWith(result) }), {
    cause: result.error,
  })
}

/** What is wrong with a value, by field; empty when nothing is. The schema must have been asked with `reportInput`. */
export function problemsWith({ error }: z.ZodSafeParseResult<unknown>): readonly Problem[] {
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

/**
 * The branch that was meant: the one of the value's kind, such as an object beside a text. A metric is an object with numbers or without;
 * the field `unusable` says which. So does `flow` in a mix.
 */
function branchOf({ errors, input }: z.core.$ZodIssueInvalidUnion): readonly Issue[] {
  const [branch, ...others] = errors.filter((issues) => !issues.some(isOfOtherKind))
  if (branch && others.length === 0) return branch
  const [numbers = [], sentence = []] = errors
  const isSecond = typeof input === 'object' && input !== null && ('unusable' in input || 'flow' in input)
  return isSecond ? sentence : numbers
}

function problemOf({ input, message }: Issue): string {
  if (input === undefined) return 'is missing'
  return /^(must|is missing|contradicts)\b/.test(message)
    ? message
    : `is wrong (${message.replace('Invalid input: ', '')})`
}
