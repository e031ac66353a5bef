import { z } from 'zod'
import { METRIC_NAMES, METRICS, type Metric, type Unit } from './metrics.ts'
import { unknownMetrics } from './nearest-name.ts'

/** What a server must meet, whatever it did before, as a spec says it. */

/** Garbage is collected in too few pieces for a limit. */
type LimitedMetric = Exclude<Metric, 'gcInstructions'>

const LIMITED = METRIC_NAMES.filter((metric) => metric !== 'gcInstructions')

export type Below = { readonly below: number }
export type Above = { readonly above: number }

/** How to write a value of a unit: its name, an example, what a text may stand for, and what no value is. */
type Writing = {
  readonly name: string
  readonly example: string
  readonly sizes: Readonly<Record<string, number>>
  readonly isMeant: (value: number) => boolean
  readonly unlikely: string
}

const WRITINGS: Readonly<Record<Unit, Writing>> = {
  s: {
    name: 'a number of seconds',
    example: '0.05 for 50 ms',
    sizes: { s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 },
    isMeant: (value) => value <= 10,
    unlikely: 'no request may take longer than 10 s',
  },
  'req/s': {
    name: 'a number of requests per second',
    example: '1000',
    sizes: { '': 1, k: 1e3, 'req/s': 1, 'k req/s': 1e3, 'kreq/s': 1e3, rps: 1, '/s': 1 },
    isMeant: () => true,
    unlikely: '',
  },
  bytes: {
    name: 'a number of bytes',
    example: '200e6 for 200 MB',
    sizes: { B: 1, kB: 1e3, KB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 },
    isMeant: (value) => value >= 1e5,
    unlikely: 'no server has less than 100 kB',
  },
  share: {
    name: 'a share of the requests',
    example: '0.001 for 0.1 %',
    sizes: { '%': 0.01 },
    isMeant: (value) => value < 1,
    unlikely: 'a share is below 1',
  },
  instructions: {
    name: 'a number of instructions per request',
    example: '3e6 for 3 M',
    sizes: { '': 1, k: 1e3, M: 1e6, G: 1e9 },
    isMeant: (value) => value >= 100,
    unlikely: 'no request takes fewer than 100',
  },
}

/** Where a share should be high, another example. */
function writingOf(metric: LimitedMetric): Writing {
  const writing = WRITINGS[METRICS[metric].unit]
  return metric === 'answered' ? { ...writing, example: '0.99 for 99 %' } : writing
}

type Direction = 'below' | 'above'

function limit(metric: LimitedMetric, direction: 'below'): z.ZodOptional<z.ZodType<Below, Below>>
function limit(metric: LimitedMetric, direction: 'above'): z.ZodOptional<z.ZodType<Above, Above>>
function limit(metric: LimitedMetric, direction: Direction): z.ZodOptional<z.ZodType> {
  const { name, example } = writingOf(metric)
  return z
    .unknown()
    .superRefine((value, context) => {
      const problem = problemOf(metric, direction, value)
      if (problem) context.addIssue({ code: 'custom', ...problem })
    })
    .meta({ title: `{ ${direction}: number }` })
    .describe(`The limit of ${METRICS[metric].label}: ${name}, such as ${example}.`)
    .optional()
}

function whole(message: string): LimitProblem {
  return { path: [], message }
}

type LimitProblem = { readonly path: string[]; readonly message: string }

/** One sentence for whatever is wrong, with what to write. */
function problemOf(metric: LimitedMetric, direction: Direction, value: unknown): LimitProblem | null {
  const { example, name, isMeant, unlikely } = writingOf(metric)
  const [number = ''] = example.split(' ')
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return whole(`must be an object such as { ${direction}: ${number} }, with ${name}`)
  const [opposite, why] = direction === 'below' ? ['above', 'less'] : ['below', 'more']
  const other = Object.keys(value).find((key) => key !== direction)
  if (other === opposite)
    return whole(`must have \`${direction}\` in place of \`${opposite}\`, because ${why} is better`)
  if (other !== undefined) return whole(`must have nothing but \`${direction}\`, and "${other}" is unknown`)
  const bound: unknown = (value as Partial<Record<Direction, unknown>>)[direction]
  const at = (message: string) => ({ path: [direction], message })
  if (typeof bound === 'string') return at(`must be ${name} and not a text: write ${numberFor(bound, metric)}`)
  if (typeof bound !== 'number' || !Number.isFinite(bound)) return at(`must be ${name}, such as ${example}`)
  if (bound <= 0) return at(`must be ${name} above 0, such as ${example}`)
  return isMeant(bound) ? null : at(`must be ${name}, and ${unlikely}: write ${example}`)
}

/** `0.05` for "50 ms"; where the text says nothing that can be read, an example. */
function numberFor(text: string, metric: LimitedMetric): string {
  const { example, sizes } = writingOf(metric)
  const [, digits = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*(.*?)\s*$/.exec(text) ?? []
  const size = digits === '' ? undefined : Object.hasOwn(sizes, unit) ? sizes[unit] : undefined
  return size === undefined ? example : `${Number((Number(digits) * size).toPrecision(12))} for "${text.trim()}"`
}

const mapping = `must map metrics to limits, such as { latencyP99: { below: 0.05 }, throughput: { above: 1000 } }`

const KEYS = { names: LIMITED, otherwise: 'no metric that can be limited', instead: `it ${mapping}` }

/** By metric. More throughput and more answers in time are better, and less of everything else. */
export const limitsSchema = z
  .strictObject(
    {
      instructions: limit('instructions', 'below'),
      throughput: limit('throughput', 'above'),
      cpuPerRequest: limit('cpuPerRequest', 'below'),
      latencyP50: limit('latencyP50', 'below'),
      latencyP90: limit('latencyP90', 'below'),
      latencyP95: limit('latencyP95', 'below'),
      latencyP99: limit('latencyP99', 'below'),
      firstByte: limit('firstByte', 'below'),
      answered: limit('answered', 'above'),
      memory: limit('memory', 'below'),
      failedRequests: limit('failedRequests', 'below'),
    } satisfies Record<LimitedMetric, unknown>,
    {
      error: ({ code, keys }) => (code === 'unrecognized_keys' ? unknownMetrics(keys as string[], KEYS) : mapping),
    },
  )
  .refine((limits) => Object.values(limits).some((one) => one !== undefined), {
    error: 'must have at least one limit',
    when: ({ issues }) => issues.length === 0,
  })

export type Limits = z.output<typeof limitsSchema>

/** One limit of one metric. */
export type Limit = { readonly metric: LimitedMetric } & (Below | Above)

export function limitsIn(limits: Limits | undefined): readonly Limit[] {
  return Object.entries(limits ?? {}).flatMap(([metric, one]) =>
    one === undefined ? [] : [{ metric: metric as LimitedMetric, ...one }],
  )
}

export function boundOf(one: Below | Above): number {
  return 'below' in one ? one.below : one.above
}
