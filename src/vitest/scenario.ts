import { beforeAll, describe, inject, test } from 'vitest'
import { namesOf } from '../model/asking.ts'
import { LoadgateError, parse } from '../model/error.ts'
import { scenarioSchema, type Scenario, type ScenarioOptions } from '../model/scenario.ts'
import { messages as optionMessages } from '../options/messages.ts'
import type { Answer } from '../gate/gate.ts'
import { askGate } from './endpoint.ts'
import { addToListing } from './listing.ts'
import { messages } from './messages.ts'
import { readData } from './read-data.ts'

/** One server in one scenario, for `expect`. */
export type Run = {
  readonly server: string
  readonly scenario: Scenario
  /** One request of a mix or step of a flow, by itself. */
  readonly request?: string
  /** Why the server cannot run here; null when it can. */
  readonly missing: string | null
}

/** A request of a mix, or a step of a flow, by its name. */
export type OneRequest = { readonly request: string }

export type ScenarioHandle = {
  readonly title: string
  /** The servers of the scenario that this run measures: all, or those that LOADGATE_SERVERS names. */
  readonly servers: readonly string[]
  /**
   * Whether this run measures all of these servers. For `test.runIf`, in tests about several servers.
   * Throws LoadgateError for one that the scenario does not have, because its test would never run.
   */
  readonly measures: (...servers: readonly string[]) => boolean
  /**
   * One server's run, for `expect`; with `request`, that of one request of a mix or step of a flow. If the server cannot run here, the matcher skips the test and gives the reason. Throws
   * LoadgateError for a server that is not in `servers`, and before the scenario was measured.
   */
  readonly run: (server: string, of?: OneRequest) => Run
}

/** Seconds. Measuring ends by its own budget; this only ends a gate that hangs. */
export const MEASURED_WITHIN = 3 * 60 * 60

/**
 * Declares which servers get which request under which load. The main process measures it once, before the file's tests.
 * Throws LoadgateError that names the field of a wrong option.
 */
export function scenario(title: string, options: ScenarioOptions): ScenarioHandle {
  const where = `scenario "${title}"`
  const { known, chosen, listing, root } = inject('loadgate')
  const declared = readData(parse(scenarioSchema, { ...options, title }, where), root, where)
  const stranger = declared.servers.find((name) => !known.includes(name))
  if (stranger !== undefined)
    throw new LoadgateError('unknown-server', optionMessages.unknownServer({ where, name: stranger, known }))
  const servers = [...new Set(declared.servers)].filter((name) => chosen.includes(name))
  const measured = { ...declared, servers }
  if (listing) addToListing(listing, measured)
  return {
    title: declared.title,
    servers,
    measures: (...names) => areMeasured(names, declared, servers),
    run: servers.length === 0 ? runNothing(measured) : measureFirst(measured),
  }
}

function areMeasured(names: readonly string[], { title, servers }: Scenario, chosen: readonly string[]): boolean {
  const stranger = names.find((name) => !servers.includes(name))
  if (stranger !== undefined)
    throw new LoadgateError('no-such-server', messages.noSuchServer({ title, server: stranger, servers }))
  return names.every((name) => chosen.includes(name))
}

/** What spec files declared that this worker has not measured yet, in the order in which it will. */
const waiting: Scenario[] = []

function measureFirst(measured: Scenario): ScenarioHandle['run'] {
  const { title, servers } = measured
  let answer: Answer | undefined
  waiting.push(measured)
  beforeAll(async () => {
    // Those before it are of files that ended otherwise.
    waiting.splice(0, waiting.indexOf(measured) + 1)
    const following = waiting.reduce((sum, one) => sum + one.servers.length, 0)
    answer = await askGate(inject('loadgate'), { kind: 'measure', scenario: measured, following })
  }, MEASURED_WITHIN * 1000)
  return (server, of) => {
    if (!servers.includes(server)) throw notInScenario(measured, server)
    if (of !== undefined) checkRequest(measured, of.request)
    if (!answer) throw new LoadgateError('not-measured-yet', messages.notMeasuredYet({ title, server }))
    const skipped = answer.skipped.find((one) => one.server === server)
    return { server, scenario: measured, missing: skipped?.reason ?? null, ...(of ? { request: of.request } : {}) }
  }
}

/** Vitest needs a test in every file. A skipped one says why there is none. */
function runNothing(measured: Scenario): ScenarioHandle['run'] {
  describe(measured.title, () => {
    test.skip('LOADGATE_SERVERS names none of its servers', () => {})
  })
  return (server) => {
    throw notInScenario(measured, server)
  }
}

/** Throws LoadgateError for a request that the scenario does not have. */
function checkRequest(whole: Scenario, request: string): void {
  const names = namesOf(whole)
  if (!names.includes(request))
    throw new LoadgateError('no-such-request', messages.noSuchRequest({ title: whole.title, request, names }))
}

function notInScenario({ title, servers }: Scenario, server: string): LoadgateError {
  return new LoadgateError('not-in-scenario', messages.notInScenario({ title, server, servers }))
}
