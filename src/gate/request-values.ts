import { requestsIn, turnsIn, type Asked } from '../model/asking.ts'
import { isCredential, REDACTED } from '../model/credentials.ts'
import { LoadgateError } from '../model/error.ts'
import { fillRequest, placeholdersIn, valueOf, type Placeholder, type Values } from '../model/placeholders.ts'
import { isHeaderValue } from '../model/header.ts'
import { SIDES, type Fault } from '../model/measurement.ts'
import { turnNames } from '../model/plan.ts'
import type { Request } from '../model/request.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Secrets } from '../model/secrets.ts'
import type { Server } from '../model/server.ts'
import type { Fleet } from '../server/fleet.ts'
import { planTo } from '../server/plan-to.ts'
import { refusals } from './refusals.ts'

/** What a scenario's placeholders need, and what of its request is secret. */

export type RequestNeeds = {
  readonly servers: readonly Server[]
  readonly env: Values['env']
  readonly secrets: Secrets
}

/**
 * Learns the secrets of requests. Throws LoadgateError, before anything is started, for a variable of the environment that is not set or
 * cannot be in a header, and for a placeholder that nothing fills.
 */
export function readRequestValues(scenario: Scenario, { servers, env, secrets }: RequestNeeds): void {
  const { title } = scenario
  const all = placesOf(scenario)
  const fromEnv = all.filter(({ source }) => source === 'env')
  const missing = fromEnv.filter((one) => valueOf(one, { env, given: null }) === undefined)
  if (missing.length > 0) throw new LoadgateError('variable-not-set', refusals.variableNotSet({ title, missing }))
  refuseUnfilled(scenario, servers, all)
  refuseHeaderData(scenario)
  for (const { name } of fromEnv) secrets.learn(env[name] ?? '', `{env.${name}}`)
  for (const { field, request } of requestsIn(scenario))
    learnHeaders(request, `${field}.headers`, { title, env, secrets })
}

/** Its `field` is that of the scenario, such as `requests[2].path`. */
type Place = Placeholder & {
  /** Whether braces there may be meant as text. */
  readonly isBody: boolean
  /** What fills it turn by turn at this place: the fields of data, and what steps before this one take. */
  readonly filled: ReadonlySet<string>
}

function placesOf(scenario: Scenario): readonly Place[] {
  const fields = (scenario.data ?? []).flatMap(({ values = {} }) => Object.keys(values))
  return turnsIn(scenario).flatMap(({ requests }) => placesIn(requests, new Set(fields)))
}

/** What a step takes is for the steps after it in the same turn. */
function placesIn(turn: readonly Asked[], filled: Set<string>): readonly Place[] {
  return turn.flatMap(({ field, request, take }) => {
    const own = new Set(filled)
    for (const name of Object.keys(take)) filled.add(name)
    return placeholdersIn(request).map((one) => ({
      ...one,
      field: `${field}.${one.field}`,
      isBody: one.field === 'body',
      filled: own,
    }))
  })
}

/** In a body, braces are text, unless something is filled in there: by another server's `prepare`, by data or by a step. */
function refuseUnfilled(scenario: Scenario, servers: readonly Server[], all: readonly Place[]): void {
  const { title, servers: names } = scenario
  const measured = servers.filter(({ name }) => names.includes(name))
  const without = measured.find(({ prepare }) => prepare === undefined)
  if (without === undefined) return
  const byTurn = turnNames(scenario)
  const isMixed = byTurn.size > 0 || measured.some(({ prepare }) => prepare !== undefined)
  const needed = all.find(
    ({ source, name, isBody, filled }) => source === 'prepare' && !filled.has(name) && (isMixed || !isBody),
  )
  if (!needed) return
  const asked = { title, server: without.name, field: needed.field, name: needed.name }
  const sentence =
    scenario.request && byTurn.size === 0
      ? refusals.noPrepare(asked)
      : refusals.nothingFills({ ...asked, known: [...needed.filled] })
  throw new LoadgateError('no-prepare', sentence)
}

/** What a header cannot have is said with its row. */
function refuseHeaderData(scenario: Scenario): void {
  const { title, data = [] } = scenario
  const texts = requestsIn(scenario).flatMap(({ request }) => Object.values(request.headers))
  for (const [field, values] of data.flatMap((source) => Object.entries(source.values ?? {}))) {
    const row = values.findIndex((value) => !isHeaderValue(String(value)))
    if (row >= 0 && texts.some((text) => text.includes(`{${field}}`)))
      throw new LoadgateError('wrong-header-value', refusals.wrongHeaderData({ title, field, row: row + 1 }))
  }
}

type Learning = Pick<RequestNeeds, 'env' | 'secrets'> & { readonly title: string }

function learnHeaders(request: Request, field: string, { title, env, secrets }: Learning): void {
  const { headers } = fillRequest(request, { env, given: null })
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeaderValue(value))
      throw new LoadgateError('wrong-header-value', refusals.wrongHeaderValue({ title, header: `${field}.${name}` }))
    const written = request.headers[name] ?? ''
    if (isCredential(name)) secrets.learn(value, written === value ? REDACTED : written)
  }
}

/** The servers of a scenario for whose launches its request cannot be filled in, as their first ones showed. */
export function unfilledFor(scenario: Scenario, { fleet, other, env }: Filling): readonly Fault[] {
  const sides = other ? SIDES : (['head'] as const)
  const entrants = scenario.servers.flatMap((server) => sides.map((side) => ({ server, side })))
  return entrants.flatMap((entrant) => {
    const launched = {
      server: fleet.prepared(entrant.server, entrant.side),
      given: fleet.given(entrant.server, entrant.side),
    }
    try {
      planTo(launched, scenario, env)
      return []
    } catch (error) {
      if (error instanceof LoadgateError) return [{ ...entrant, reason: error.message }]
      throw error
    }
  })
}

type Filling = Pick<RequestNeeds, 'env'> & {
  readonly fleet: Pick<Fleet, 'prepared' | 'given'>
  readonly other: unknown
}

/** The credentials that definitions send to see whether a server is up. */
export function learnDefinitions(servers: readonly Pick<Server, 'ready'>[], secrets: Secrets): void {
  for (const [name, value] of servers.flatMap(({ ready }) => Object.entries(ready.headers))) {
    if (isCredential(name)) secrets.learn(value, REDACTED)
  }
}

const SECRET_NAME = /(?:TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)$/i

/** What a module of `prepare` may have read itself: it may be in what the module or the server says of it. */
export function learnEnvironment({ servers, env, secrets }: RequestNeeds): void {
  if (servers.every(({ prepare }) => prepare === undefined)) return
  for (const [name, value] of Object.entries(env)) {
    if (value && SECRET_NAME.test(name)) secrets.learn(value, `{env.${name}}`)
  }
}
