import type { z } from 'zod'

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

/** The checked value, or a LoadgateError that names where it came from and every field that is wrong. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new LoadgateError(
    'wrong-option',
    result.error.issues.map((issue) => `${where}: \`${fieldOf(issue.path)}\` ${issue.message}.`).join('\n'),
  )
}

/** `servers[2].name`, or `value` for the thing itself. */
export function fieldOf(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return text.replace(/^\./, '') || 'value'
}
