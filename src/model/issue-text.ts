import type { z } from 'zod'
import { nearestName } from './nearest-name.ts'

/**
 * What is wrong with a field, as what follows its name, where the schema has no sentence of its own. For `error` of zod's `parse`.
 * Undefined leaves it to zod.
 */
export function issueText(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'is missing'
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownFields(issue.keys, fieldsOf(issue.inst))
    case 'invalid_type':
      return otherType(issue.expected, issue.input)
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(quoted).join(', ')}`
    case 'too_small':
      return beyond(issue, `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`)
    case 'too_big':
      return beyond(issue, `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`)
    default:
      return undefined
  }
}

type Beyond = Pick<z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>, 'origin' | 'input'>

/** `must be at least 1 and not 0`, `must not be empty`. A text that is too long may be a secret. */
function beyond({ origin, input }: Beyond, bound: string): string {
  if (typeof input === 'number') return `must be ${bound} and not ${input}`
  if (bound === 'at least 1') return 'must not be empty'
  return `must have ${bound} ${origin === 'string' ? 'characters' : 'entries'}`
}

/** Each with what it was meant for, and all the others in one sentence with what there is. */
function unknownFields(keys: readonly string[], known: readonly string[]): string {
  const nearest = keys.map((key) => ({ key, meant: nearestName(key, known) }))
  const strange = nearest.flatMap(({ key, meant }) => (meant === undefined ? [key] : []))
  const misspelt = nearest.flatMap(({ key, meant }) =>
    meant === undefined ? [] : [`has no field \`${key}\`; did you mean \`${meant}\`?`],
  )
  return [...misspelt, ...(strange.length === 0 ? [] : [strangeFields(strange, known)])].join(' It ')
}

function strangeFields(strange: readonly string[], known: readonly string[]): string {
  const there = known.length === 0 ? '' : `; it has ${named(known)}`
  return `has no ${strange.length === 1 ? 'field' : 'fields'} ${named(strange)}${there}`
}

function named(fields: readonly string[]): string {
  return fields.map((field) => `\`${field}\``).join(', ')
}

/** For the `error` of an object: one sentence for whatever it is, except for a field that nobody knows. */
export function unlessUnknownField(sentence: string): (issue: z.core.$ZodRawIssue) => string | undefined {
  return ({ code }) => (code === 'unrecognized_keys' ? undefined : sentence)
}

function fieldsOf(inst: z.core.$ZodRawIssue['inst']): readonly string[] {
  // The program loads this file before it may load a package, so that no class of zod can be asked for.
  return inst && 'shape' in inst ? Object.keys(inst.shape as object) : []
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

function otherType(expected: string, input: unknown): string | undefined {
  const wanted = TYPES[expected]
  return wanted && `must be ${wanted} and not ${kindOf(input, expected)}`
}

/** A number that is no text may be a secret. */
function kindOf(input: unknown, expected: string): string {
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'number' && expected === 'string') return 'a number'
  if (typeof input === 'string' || (typeof input === 'object' && input !== null)) return TYPES[typeof input] ?? ''
  return typeof input === 'function' ? 'a function' : String(input)
}

function quoted(value: z.core.util.Primitive): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
