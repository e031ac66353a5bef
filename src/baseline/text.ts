import { TIMED_METRICS, type TimedMetric } from '../model/metrics.ts'
import type { Baseline } from '../model/baseline.ts'
import type { RecordedAsking } from '../model/recorded-asking.ts'
import type { RecordedRequest } from '../model/request.ts'

type Server = Baseline['servers'][string]
type Reference = Baseline['references'][string]
type Entry = NonNullable<Server['metrics'][TimedMetric]>

/**
 * The file's text, the same for the same numbers and made to be read as a diff: fields in a fixed order, servers and
 * headers by name, metrics in the order of METRICS, one line a metric, numbers rounded as `rounded` does.
 */
export function baselineText(baseline: Baseline): string {
  return `${textOf(ordered(rounded(baseline)), [])}\n`
}

/** Numbers to four significant digits: more would be noise, and would change in every diff. */
export function rounded(baseline: Baseline): Baseline {
  const servers = entriesOf(baseline.servers).map(([name, server]) => [name, roundedServer(server)])
  const references = entriesOf(baseline.references).map(([name, server]) => [name, roundedServer(server)])
  return { ...baseline, references: Object.fromEntries(references), servers: Object.fromEntries(servers) }
}

function roundedServer<Launched extends Reference & Partial<Pick<Server, 'requests'>>>(server: Launched): Launched {
  const parts = Object.entries(server.requests ?? {}).map(([name, part]) => [name, roundedMetrics(part)])
  return {
    ...server,
    metrics: roundedMetrics(server.metrics),
    ...(server.requests ? { requests: Object.fromEntries(parts) as Server['requests'] } : {}),
  }
}

function roundedMetrics<Metrics extends object>(metrics: Metrics): Metrics {
  const all = Object.entries(metrics as Readonly<Record<string, Entry | undefined>>).flatMap(([metric, entry]) =>
    entry === undefined ? [] : [[metric, roundedEntry(entry)]],
  )
  return Object.fromEntries(all) as Metrics
}

function roundedEntry(entry: Entry): Entry {
  if ('unusable' in entry) return entry
  return { typical: significant(entry.typical), launches: entry.launches.map(significant) }
}

function significant(value: number): number {
  return Number(value.toPrecision(4))
}

function ordered({ $schema, version, scenario, machine, references, servers }: Baseline): Baseline {
  const { id, os, arch, cores, cpu, node } = machine
  return {
    $schema,
    version,
    scenario: {
      title: scenario.title,
      ...orderedAsking(scenario),
      load: scenario.load,
      generators: scenario.generators,
      driver: scenario.driver,
    },
    machine: { id, os, arch, cores, cpu, node },
    references: Object.fromEntries(
      entriesOf(byName(references)).map(([name, server]) => [name, orderedReference(server)]),
    ),
    servers: Object.fromEntries(entriesOf(byName(servers)).map(([name, server]) => [name, orderedServer(server)])),
  }
}

export function orderedAsking({ request, requests, flow, data }: RecordedAsking): RecordedAsking {
  return {
    ...(request ? { request: orderedRequest(request) } : {}),
    ...(requests ? { requests: requests.map(orderedMixed) } : {}),
    ...(flow ? { flow: orderedSteps(flow) } : {}),
    ...(data ? { data } : {}),
  }
}

function orderedMixed(one: NonNullable<RecordedAsking['requests']>[number]): typeof one {
  if ('flow' in one) return { weight: one.weight, flow: orderedSteps(one.flow) }
  const { name, weight, ...request } = one
  return { name, weight, ...orderedRequest(request) }
}

function orderedSteps(steps: NonNullable<RecordedAsking['flow']>): typeof steps {
  return steps.map(({ name, take, ...one }) => ({ name, ...orderedRequest(one), take: byName(take) }))
}

function orderedRequest<One extends RecordedRequest>({ method, path, headers, ...request }: One): One {
  return { method, path, headers: byName(headers), ...byNameThroughout(request) } as One
}

/** In the objects of its fields, too, such as `expect`. */
function byNameThroughout<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(byNameThroughout) as Value
  if (typeof value !== 'object' || value === null) return value
  return byName(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, byNameThroughout(item)]))) as Value
}

function orderedReference({ runtime, warmup, metrics }: Reference): Reference {
  return { runtime, warmup, metrics: byMetric(metrics) }
}

function orderedServer({ recorded, rate, alreadyRuns, reached, runtime, warmup, metrics, requests }: Server): Server {
  const { at, commit, dirty, waves } = recorded
  const parts = Object.entries(requests ?? {}).map(([name, part]) => [name, byMetric(part)])
  return {
    recorded: { at, commit, dirty, waves },
    rate,
    alreadyRuns,
    reached,
    runtime,
    warmup,
    metrics: byMetric(metrics),
    ...(requests ? { requests: Object.fromEntries(parts) as Server['requests'] } : {}),
  }
}

function byMetric<Values extends object>(values: Values): Values {
  const place = new Map<string, number>(TIMED_METRICS.map((metric, index) => [metric, index]))
  return inOrder(values, (a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))
}

/** By code unit, for the order must not depend on the reader's language. */
export function byName<Values extends object>(values: Values): Values {
  return inOrder(values, (a, b) => (a < b ? -1 : 1))
}

function inOrder<Values extends object>(values: Values, compare: (a: string, b: string) => number): Values {
  return Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => compare(a, b))) as Values
}

function entriesOf<Values extends object>(values: Values): [string, Values[keyof Values]][] {
  return Object.entries(values)
}

/** JSON with one field per line, but one metric per line. */
export function textOf(value: unknown, path: readonly string[]): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return onOneLine(value)
  const items = Object.entries(value).filter(([, item]) => item !== undefined)
  if (items.length === 0) return '{}'
  if (isMetric(path))
    return `{ ${items.map(([key, item]) => `${JSON.stringify(key)}: ${onOneLine(item)}`).join(', ')} }`
  const indent = '  '.repeat(path.length)
  const lines = items.map(([key, item]) => `${indent}  ${JSON.stringify(key)}: ${textOf(item, [...path, key])}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}

/** `servers.<name>.metrics.<metric>`, the same of `references`, and `servers.<name>.requests.<request>.<metric>`. */
function isMetric(path: readonly string[]): boolean {
  if (path.length === 5 && path[0] === 'servers' && path[2] === 'requests') return true
  return path.length === 4 && (path[0] === 'servers' || path[0] === 'references') && path[2] === 'metrics'
}

function onOneLine(item: unknown): string {
  return Array.isArray(item) ? `[${item.map((value) => JSON.stringify(value)).join(', ')}]` : JSON.stringify(item)
}
