import { z } from 'zod'
import { limitsSchema } from '../src/model/limits.ts'
import { METRICS } from '../src/model/metrics.ts'
import { claimSchema, scenarioSchema } from '../src/model/scenario.ts'
import { serverSchema } from '../src/model/server.ts'
import { projectSchema } from '../src/options/project.ts'
import { VARIABLES } from '../src/options/settings.ts'

/** docs/reference.md: every option, from the schemas that check them. */
export function referencePage(): string {
  const project = optionsOf(projectSchema).filter(({ name }) => !/^(servers|references)\[\]\./.test(name))
  return `${[
    '# All options',
    '`node build/reference.ts` writes this page from the schemas in `src/`, which also check what you write. [Add a server](adding-a-server.md) and [requests](requests.md) explain the options by example. Times are seconds, and 0.1 is 10 %.',
    '## `loadgate()` in vitest.config.ts',
    tableOf(project),
    '## A server',
    '`defineServer()` checks a definition and returns it. A plain object in `servers` does as well.',
    tableOf(optionsOf(serverSchema)),
    '## A scenario',
    '`scenario(title, options)` in a spec. The title is the first argument.',
    tableOf(optionsOf(scenarioSchema)),
    '## `toHoldBaseline(tolerance?)`',
    'One fraction for every metric, or one by metric, such as `{ instructions: 0.01 }`. Without it: the tolerance of the scenario, else these.',
    tolerances(),
    '## `toMeet(limits?)`',
    'By metric, a number that it stays below or above. Without it: the limits of the scenario, which has the same options. [Limits](limits.md) explains them.',
    tableOf(optionsOf(limitsSchema)),
    '## `toOutpace(other, options?)`',
    tableOf(optionsOf(claimSchema)),
    '## Environment variables',
    table(
      ['variable', 'what for'],
      Object.entries(VARIABLES).map(([name, what]) => [`\`${name}\``, what]),
    ),
    'A run with any other variable that begins with `LOADGATE_` is refused, because it would change nothing: it is a misspelt one. An empty value counts as unset.',
  ].join('\n\n')}\n`
}

function tolerances(): string {
  const rows = Object.entries(METRICS).map(([name, { label, tolerance }]) => [
    `\`${name}\``,
    label,
    percent(tolerance.baseline),
    percent(tolerance.ab),
  ])
  return table(['metric', 'in tables', 'against a baseline', 'against a git ref'], rows)
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`
}

/** The part of JSON Schema that options are made of. */
type JsonSchema = {
  readonly type?: string
  /** A name for what JSON Schema cannot say, or says at too great a length. */
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly minimum?: number
  readonly maximum?: number
}

/** One option, as a line of a table. */
export type OptionRow = {
  /** `request.path`. */
  readonly name: string
  readonly type: string
  /** As JSON; null when there is none. */
  readonly default: string | null
  readonly required: boolean
  /** Empty when the schema describes nothing. */
  readonly description: string
}

/** Every option of an object schema, and those of the objects in it, in the order in which the schema has them. */
export function optionsOf(schema: z.ZodType): readonly OptionRow[] {
  return rowsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema, '')
}

function rowsOf(schema: JsonSchema, prefix: string): readonly OptionRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, option]) => {
    const row: OptionRow = {
      name: prefix + name,
      type: typeOf(option),
      default: option.default === undefined || isEmpty(option.default) ? null : JSON.stringify(option.default),
      required: schema.required?.includes(name) ?? false,
      description: option.description ?? '',
    }
    const inner = objectsIn(option).flatMap((one) => rowsOf(one, `${prefix}${name}${listMark(option)}.`))
    // What several alternatives have is explained once.
    return [row, ...inner.filter((one, at) => inner.findIndex((other) => other.name === one.name) === at)]
  })
}

/** A default that says only that there is nothing is left out. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf ?? schema.oneOf ?? [schema]
}

function objectsIn(schema: JsonSchema): readonly JsonSchema[] {
  if (schema.title !== undefined) return []
  const direct = alternativesOf(schema).filter(({ properties }) => properties)
  return direct.length > 0 || !schema.items ? direct : objectsIn(schema.items)
}

function listMark(schema: JsonSchema): string {
  return schema.type === 'array' ? '[]' : ''
}

/** The alternatives of alternatives, too. */
function leavesOf(schema: JsonSchema): readonly JsonSchema[] {
  return alternativesOf(schema).flatMap((one) => ((one.anyOf ?? one.oneOf) && !one.title ? leavesOf(one) : [one]))
}

/** In words of TypeScript. */
function typeOf(schema: JsonSchema): string {
  const { anyOf, oneOf, enum: words, title } = schema
  if (title !== undefined) return title
  if (anyOf ?? oneOf) return [...new Set(leavesOf(schema).map(typeOf))].join(' or ')
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (words) return words.map((word) => `\`${JSON.stringify(word)}\``).join(', ')
  if (schema.type === 'array') return schema.items ? `list of ${typeOf(schema.items)}` : 'list'
  if (schema.type === 'object')
    return typeof schema.additionalProperties === 'object' && !schema.properties
      ? `names to ${typeOf(schema.additionalProperties)}`
      : 'object'
  return schema.type === undefined ? 'text or pattern' : withLimits(schema.type, schema)
}

function withLimits(type: string, { minimum, maximum }: JsonSchema): string {
  const word = type === 'string' ? 'text' : type === 'integer' ? 'whole number' : type
  if (type === 'string' || type === 'boolean' || maximum === undefined || maximum > Number.MAX_SAFE_INTEGER - 1)
    return word
  return `${word} ${minimum === undefined ? 'up to' : `from ${minimum} to`} ${maximum}`
}

function tableOf(options: readonly OptionRow[]): string {
  const rows = options.map(({ name, type, default: otherwise, required, description }) => [
    `\`${name}\``,
    type,
    required ? 'required' : otherwise === null ? '' : `\`${otherwise}\``,
    description,
  ])
  return table(['option', 'type', 'default', 'what for'], rows)
}

/** In Markdown. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return [titles, titles.map(() => '---'), ...rows].map(lineOf).join('\n')
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}
