import { z } from 'zod'
import { readK6, type K6Summary } from './k6.ts'
import { messages } from './messages.ts'
import type { Reading } from './reading.ts'

/** Values by key: plain in a summary export, and under `values` where a script's handleSummary wrote them. */
const byKey = z.record(z.string(), z.unknown())

/** `--summary-export` and `handleSummary`: metrics by name. */
export const k6ExportSchema = z.object({ metrics: z.record(z.string(), byKey) })

const list = z.array(z.object({ name: z.string(), values: byKey })).nullish()

/** `--new-machine-readable-summary`: lists of them. Counters have no rate, and there are no thresholds. */
export const k6ListSchema = z.object({
  config: z.object({ duration: z.number().min(0) }),
  results: z.object({ checks: z.object({ metrics: list }).nullish(), metrics: list }),
})

/** Reads what k6 writes with --summary-export, or a script from its handleSummary. */
export function readK6Export({ metrics }: z.output<typeof k6ExportSchema>): Reading {
  return readK6({
    values: Object.fromEntries(
      Object.entries(metrics).map(([name, metric]) => [
        name,
        (metric['values'] ?? metric) as K6Summary['values'][string],
      ]),
    ),
    crossed: Object.entries(metrics).flatMap(([name, metric]) => crossedIn(name, metric['thresholds'])),
    seconds: null,
  })
}

/** In a summary export `true` means crossed, and a script gets `{ ok: true }` for the opposite. */
function crossedIn(metric: string, thresholds: unknown): readonly string[] {
  return Object.entries((thresholds ?? {}) as Readonly<Record<string, boolean | { ok?: boolean }>>)
    .filter(([, state]) => (typeof state === 'object' ? state?.ok === false : state))
    .map(([source]) => messages.threshold({ source, metric }))
}

/** Reads what k6 writes with --new-machine-readable-summary. It has no p99. */
export function readK6List({ config, results }: z.output<typeof k6ListSchema>): Reading {
  const all = [...(results.metrics ?? []), ...(results.checks?.metrics ?? [])]
  const values = Object.fromEntries(all.map((metric) => [metric.name, withPasses(metric.values)]))
  return readK6({ values: { ...values, checks: checksOf(values) }, crossed: null, seconds: config.duration })
}

function withPasses(values: Readonly<Record<string, unknown>>): K6Summary['values'][string] {
  return { ...values, passes: values['matches'] }
}

function checksOf(values: K6Summary['values']): K6Summary['values'][string] {
  return { passes: values['checks_succeeded']?.['passes'], fails: values['checks_failed']?.['passes'] }
}
