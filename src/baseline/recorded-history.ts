import { z } from 'zod'
import { METRICS, type Metric } from '../model/metrics.ts'
import { median } from '../stats/summary.ts'

/** One metric of one server as it was recorded once: its usual value in base units, and what it was beside the yardstick. */
export type RecordedPoint = { readonly typical: number; readonly relative: number }

/** What a baseline file said once, of whatever version. */
export type RecordedFile = {
  readonly scenario: string
  readonly machine: string
  readonly node: string
  /** The same text for the same yardstick: ratios to another one cannot be compared. */
  readonly yardstick: string
  readonly servers: Readonly<Record<string, Readonly<Partial<Record<Metric, RecordedPoint>>>>>
}

const point = z.object({ typical: z.number(), launches: z.array(z.number()).min(1) })

const file = z.object({
  version: z.number(),
  scenario: z.object({ title: z.string() }),
  machine: z.object({ id: z.string(), node: z.string() }),
  references: z.record(z.string(), z.unknown()).optional(),
  servers: z.record(z.string(), z.object({ metrics: z.record(z.string(), z.unknown()) })),
})

/** Reads as much of a baseline file as every version has; null when the text is none. */
export function recordingIn(text: string): RecordedFile | null {
  const parsed = file.safeParse(jsonIn(text))
  if (!parsed.success) return null
  const { version, scenario, machine, references = {}, servers } = parsed.data
  return {
    scenario: scenario.title,
    machine: machine.id,
    node: machine.node,
    yardstick: JSON.stringify([version, Object.keys(references).toSorted()]),
    servers: Object.fromEntries(Object.entries(servers).map(([name, { metrics }]) => [name, pointsOf(metrics)])),
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function pointsOf(metrics: Readonly<Record<string, unknown>>): Partial<Record<Metric, RecordedPoint>> {
  const known = (Object.keys(METRICS) as Metric[]).flatMap((metric) => {
    const parsed = point.safeParse(metrics[metric])
    return parsed.success
      ? [[metric, { typical: parsed.data.typical, relative: median(parsed.data.launches) }] as const]
      : []
  })
  return Object.fromEntries(known)
}
