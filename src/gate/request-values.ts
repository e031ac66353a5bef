import { isCredential, REDACTED } from '../model/credentials.ts'
import { LoadgateError } from '../model/error.ts'
import { fillRequest, placeholdersIn, valueOf, type Placeholder, type Values } from '../model/placeholders.ts'
import { isHeaderValue } from '../model/header.ts'
import { SIDES, type Fault } from '../model/measurement.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Secrets } from '../model/secrets.ts'
import type { Server } from '../model/server.ts'
import type { Fleet } from '../server/fleet.ts'
import { requestTo } from '../server/request-to.ts'
import { messages } from './messages.ts'

/** What a scenario's placeholders need, and what of its request is secret. */

export type RequestNeeds = {
  readonly servers: readonly Server[]
  readonly env: Values['env']
  readonly secrets: Secrets
}

/**
 * Learns the secrets of a request. Throws LoadgateError, before anything is started, for a variable of the environment that is not set or
 * cannot be in a header, and for a placeholder of `prepare` where a server has none.
 */
export function readRequestValues(scenario: Scenario, { servers, env, secrets }: RequestNeeds): void {
  const { title, request } = scenario
  const all = placeholdersIn(request)
  const fromEnv = all.filter(({ source }) => source === 'env')
  const missing = fromEnv.filter((one) => valueOf(one, { env, given: null }) === undefined)
  if (missing.length > 0) throw new LoadgateError('variable-not-set', messages.variableNotSet({ title, missing }))
  refuseUnprepared(scenario, servers, all)
  for (const { name } of fromEnv) secrets.learn(env[name] ?? '', `{env.${name}}`)
  const { headers } = fillRequest(request, { env, given: null })
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeaderValue(value))
      throw new LoadgateError('wrong-header-value', messages.wrongHeaderValue({ title, header: name }))
    const written = request.headers[name] ?? ''
    if (isCredential(name)) secrets.learn(value, written === value ? REDACTED : written)
  }
}

/** Without `prepare`, braces in a body are part of it, unless another server of the scenario gets something filled in there. */
function refuseUnprepared(
  { title, servers: names }: Scenario,
  servers: readonly Server[],
  all: readonly Placeholder[],
) {
  const measured = servers.filter(({ name }) => names.includes(name))
  const without = measured.find(({ prepare }) => prepare === undefined)
  if (without === undefined) return
  const isMixed = measured.some(({ prepare }) => prepare !== undefined)
  const needed = all.find(({ source, field }) => source === 'prepare' && (isMixed || field !== 'body'))
  if (needed) throw new LoadgateError('no-prepare', messages.noPrepare({ title, server: without.name, ...needed }))
}

/** The servers of a scenario for whose launches its request cannot be filled in, as their first ones showed. */
export function unfilledFor({ servers, request }: Scenario, { fleet, other, env }: Filling): readonly Fault[] {
  const sides = other ? SIDES : (['head'] as const)
  const entrants = servers.flatMap((server) => sides.map((side) => ({ server, side })))
  return entrants.flatMap((entrant) => {
    const launched = {
      server: fleet.prepared(entrant.server, entrant.side),
      given: fleet.given(entrant.server, entrant.side),
    }
    try {
      requestTo(launched, request, env)
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
