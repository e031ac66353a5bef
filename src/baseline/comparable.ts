import { LoadgateError, fieldOf } from '../model/error.ts'
import { messages } from './messages.ts'
import { recordGenerators } from '../model/generators.ts'
import { comparableAskings, recordAsking, type RecordedAsking } from '../model/recorded-asking.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Server } from '../model/server.ts'
import type { Baseline } from '../model/baseline.ts'
import { wayTo, type Reached } from '../model/way-to.ts'

/** Everything but code and machine that the numbers of a measurement depend on. */
type Definition = Readonly<Record<string, unknown>>

/** What the numbers depend on in a frozen server, by its name. */
type References = Readonly<Record<string, Pick<Baseline['references'][string], 'runtime' | 'warmup'>>>

type Difference = { readonly field: string; readonly before: unknown; readonly after: unknown }

/**
 * Null when a server's numbers may be held against the recorded ones; otherwise a sentence that says what differs: a
 * field of request or load, the driver or its major version, the server's runtime, its warm-up or the way to it, a reference or its. `driver` is
 * name and version, such as `autocannon 9.0.0`.
 */
export function whyNotComparable(
  baseline: Baseline,
  scenario: Scenario,
  server: Server,
  references: readonly Server[],
  driver: string,
): string | null {
  const { title, load } = scenario
  const { name, runtime } = server
  const warmup = server.warmup * scenario.warmupTimes
  const recorded = Object.hasOwn(baseline.servers, name) ? baseline.servers[name] : undefined
  if (!recorded) return messages.noBaseline({ title, servers: [name] })
  const difference =
    differenceIn(
      { ...baseline.scenario, references: baseline.references },
      {
        ...recordAsking(scenario),
        load,
        ...recordGenerators(scenario),
        driver,
        references: referencesOf(references),
      },
    ) ??
    firstDifference(startOf(recorded), {
      runtime,
      warmup,
      alreadyRuns: server.url === undefined ? undefined : true,
      reached: wayTo(server) ?? undefined,
    })
  return difference && messages.notComparable({ title, server: name, ...difference })
}

function startOf({ runtime, warmup, alreadyRuns, reached }: Baseline['servers'][string]): Definition {
  return { runtime, warmup, alreadyRuns, reached }
}

/** What a server was reached by, where that is another way than now. */
export function wayDifference(before: string | undefined, server: Reached): Difference | null {
  return firstDifference({ reached: before }, { reached: wayTo(server) ?? undefined })
}

/** Throws LoadgateError when servers other than `fresh` would stay, and they were measured under another definition. */
export function refuseMixing(
  old: Baseline,
  { title, ...definition }: Baseline['scenario'] & { readonly references: References },
  fresh: readonly string[],
): void {
  const staying = Object.keys(old.servers).filter((name) => !fresh.includes(name))
  refuseStaying(title, staying, differenceIn({ ...old.scenario, references: old.references }, definition))
}

/** Throws LoadgateError when there are servers that would stay although something differs. */
export function refuseStaying(title: string, staying: readonly string[], difference: Difference | null): void {
  if (staying.length === 0 || !difference) return
  throw new LoadgateError('record-all-servers', messages.recordAllServers({ title, servers: staying, ...difference }))
}

/**
 * The baseline to write after some servers were recorded again: theirs are replaced, the others stay. Throws LoadgateError when
 * the others were measured under another definition of the scenario.
 */
export function merge(old: Baseline | null, fresh: Omit<Baseline, '$schema'>): Omit<Baseline, '$schema'> {
  if (!old) return fresh
  refuseMixing(old, { ...fresh.scenario, references: fresh.references }, Object.keys(fresh.servers))
  return { ...fresh, servers: { ...old.servers, ...fresh.servers } }
}

/** The references of a gate, as they are warmed up for every scenario. */
export function referencesOf(references: readonly Server[]): References {
  return Object.fromEntries(references.map(({ name, runtime, warmup }) => [name, { runtime, warmup }]))
}

type Defined = Omit<Baseline['scenario'], 'title'> & { readonly references: References }

/** What two recordings of a scenario differ in; null when they may be in one file. */
function differenceIn(before: Defined, after: Defined): Difference | null {
  const [old, now] = comparableAskings(before, after)
  return firstDifference(definitionOf({ ...before, ...old }), definitionOf({ ...after, ...now }))
}

/** The same of what is asked alone. */
export function askingDifference(before: RecordedAsking, after: RecordedAsking): Difference | null {
  const [old, now] = comparableAskings(before, after)
  return firstDifference(askingIn(old), askingIn(now))
}

function askingIn({ request, requests, flow, data }: RecordedAsking): Definition {
  return { request, requests, flow, data }
}

function definitionOf({ load, generators, driver, references, ...asking }: Defined): Definition {
  const yardsticks = Object.entries(references).map(([name, { runtime, warmup }]) => [name, { runtime, warmup }])
  return {
    ...askingIn(asking),
    load,
    generators,
    driver: withMajorVersion(driver),
    references: Object.fromEntries(yardsticks),
  }
}

/** `autocannon 9.0.0` is `autocannon 9`: a minor version of a driver does not change what it measures. */
function withMajorVersion(driver: string): string {
  return driver.replace(/(\d+)\..*$/, '$1')
}

/** An absent field and one that is undefined are the same. */
function firstDifference(before: unknown, after: unknown, path: readonly PropertyKey[] = []): Difference | null {
  if (!isObject(before) || !isObject(after)) return before === after ? null : { field: fieldOf(path), before, after }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const place = Array.isArray(before) ? Number(key) : key
    const difference = firstDifference(before[key], after[key], [...path, place])
    if (difference) return difference
  }
  return null
}

function isObject(value: unknown): value is Definition {
  return typeof value === 'object' && value !== null
}
