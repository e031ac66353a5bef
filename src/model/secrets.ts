import { LoadgateError } from './error.ts'
import { redactor, type Secret } from './redact.ts'

/** What nobody may see of a run, as it becomes known. */
export type Secrets = {
  /** `label` is shown in its place. */
  readonly learn: (value: string, label: string) => void
  readonly redact: (text: string) => string
  /** Redacts every text in a value, but for names of servers, scenarios and metrics and the like. */
  readonly redactAll: <Value>(value: Value) => Value
  /** The same error with a redacted message, and without its cause. */
  readonly redactError: (error: unknown) => Error
}

export function openSecrets(): Secrets {
  const known = new Map<string, Secret>()
  let current: ((text: string) => string) | null = null
  const redact = (text: string) => (current ??= redactor([...known.values()]))(text)
  return {
    learn(value, label) {
      if (known.has(value)) return
      known.set(value, { value, label })
      current = null
    },
    redact,
    redactAll: (value) => mapTexts(value, redact),
    redactError(error) {
      if (error instanceof LoadgateError) return new LoadgateError(error.code, redact(error.message))
      const { message = String(error), stack = message } = error as Partial<Error>
      const bug = new Error(redact(message))
      bug.stack = redact(stack)
      return bug
    },
  }
}

/** By these, others find what they asked for, and know what a value is. No text from outside is in them. */
const FIXED = new Set(['server', 'scenario', 'metric', 'verdict', 'unit', 'mode', 'id'])

function mapTexts<Value>(value: Value, change: (text: string) => string): Value
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item: unknown) => mapTexts(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, FIXED.has(key) ? item : mapTexts(item, change)]),
  )
}
