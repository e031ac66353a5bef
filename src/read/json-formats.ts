import type { z } from 'zod'
import { LoadgateError, fieldOf } from '../model/error.ts'
import { autocannonSchema, readAutocannon } from './autocannon.ts'
import { bombardierSchema, readBombardierJson } from './bombardier.ts'
import { k6ExportSchema, k6ListSchema, readK6Export, readK6List } from './k6-json.ts'
import { messages } from './messages.ts'
import { ohaSchema, readOha } from './oha.ts'
import type { Reading } from './reading.ts'
import { readVegetaJson, vegetaSchema } from './vegeta.ts'

type Format = {
  readonly read: (value: object, where: string) => Reading
  readonly has: readonly string[]
  /** What else it must have; others have fields of these names, too. */
  readonly like?: (value: Readonly<Record<string, unknown>>) => boolean
}

/** Each is known by fields that only its tool writes. */
const FORMATS: readonly Format[] = [
  { has: ['statusCodeDistribution'], read: reader('oha', ohaSchema, readOha) },
  { has: ['non2xx'], read: reader('autocannon', autocannonSchema, readAutocannon) },
  {
    has: ['metrics'],
    like: ({ metrics }) => hasOneOf(metrics, ['iterations', 'http_reqs', 'data_received']),
    read: reader('k6', k6ExportSchema, readK6Export),
  },
  {
    has: ['results'],
    like: ({ results }) => hasOneOf(results, ['metrics', 'checks']),
    read: reader('k6', k6ListSchema, readK6List),
  },
  { has: ['latencies', 'status_codes'], read: reader('vegeta', vegetaSchema, readVegetaJson) },
  { has: ['spec', 'result'], read: reader('bombardier', bombardierSchema, readBombardierJson) },
]

/** How to read an object that a load generator wrote; null when none did. The reader throws a LoadgateError about a wrong field. */
export function formatOf(value: object): ((where: string) => Reading) | null {
  const format = FORMATS.find(
    ({ has, like }) => has.every((field) => Object.hasOwn(value, field)) && (like?.({ ...value }) ?? true),
  )
  return format ? (where) => format.read(value, where) : null
}

function hasOneOf(value: unknown, fields: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && fields.some((field) => Object.hasOwn(value, field))
}

function reader<Schema extends z.ZodType>(
  tool: string,
  schema: Schema,
  read: (output: z.output<Schema>) => Reading,
): Format['read'] {
  return (value, where) => {
    const result = schema.safeParse(value)
    if (result.success) return read(result.data)
    const [issue] = result.error.issues
    throw new LoadgateError(
      'wrong-output',
      messages.wrongOutput({
        where: `${where} (${tool})`,
        field: fieldOf(issue?.path ?? []),
        problem: issue?.message ?? '',
      }),
    )
  }
}
