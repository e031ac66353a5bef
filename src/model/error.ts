import type { z } from 'zod'
import { issueText } from './issue-text.ts'

/** An error whose message is meant for the user, so it has no stack: where we noticed is not where to look. */
export class LoadgateError extends Error {
  override readonly name = 'LoadgateError'
  /** Stable, for programs: `no-baseline`, `wrong-option`. The message may change, this does not. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.stack = `${this.name}: ${message}`
  }
}

/** The checked value, or a LoadgateError that names where it came from and every field that is wrong, unknown ones first. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const result = schema.safeParse(value, { error: issueText })
  if (result.success) return result.data
  const issues = result.error.issues
    .flatMap((issue) => issuesIn(issue))
    .toSorted((a, b) => Number(isUnknownField(b)) - Number(isUnknownField(a)))
  throw new LoadgateError('wrong-option', issues.map((issue) => sentenceOf(issue, where)).join('\n'))
}

function isUnknownField({ code }: Issue): boolean {
  return code === 'unrecognized_keys'
}

function sentenceOf({ path, message }: Issue, where: string): string {
  const subject = path.length === 0 ? where : `${where}: \`${fieldOf(path)}\``
  return `${subject} ${message}${message.endsWith('?') ? '' : '.'}`
}

type Issue = z.core.$ZodIssue

/**
 * An issue of a union that has no sentence of its own is about the fields of the one branch that the value was meant for: the only one
 * of its kind, such as an object beside a string; or, of several objects, the one that knows most of its fields.
 */
function issuesIn(issue: Issue, parent: readonly PropertyKey[] = []): readonly Issue[] {
  const path = [...parent, ...issue.path]
  if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return [{ ...issue, path }]
  const branches = issue.errors.filter((errors) => !errors.some(isOfOtherKind))
  const [branch = issue.errors.at(-1) ?? []] = branches.toSorted(
    (a, b) => unknownFields(a) - unknownFields(b) || a.length - b.length,
  )
  return branch.flatMap((inner) => issuesIn(inner, path))
}

function unknownFields(branch: readonly Issue[]): number {
  return branch.reduce((sum, one) => sum + (one.code === 'unrecognized_keys' ? one.keys.length : 0), 0)
}

/** The whole value is of another type than this branch of a union asks for. */
export function isOfOtherKind({ code, path }: Issue): boolean {
  return code === 'invalid_type' && path.length === 0
}

/** `servers[2].name`; empty for the thing itself. */
export function fieldOf(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return text.replace(/^\./, '')
}

/** What is wrong with a value, by field. */
export function problemsIn({ issues }: z.ZodError): readonly { readonly field: string; readonly problem: string }[] {
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ field: fieldOf([...issue.path, key]), problem: 'is not known' }))
      : [{ field: fieldOf(issue.path), problem: issue.message }],
  )
}
