import { z } from 'zod'
import type { DataSource } from './data.ts'
import { fieldOf } from './error.ts'
import type { FlowStep, MixedFlow, MixedRequest, Request, Take } from './request.ts'
import { divisorOf } from './turns.ts'

/** What a scenario asks: one request again and again, a mix of requests by weight, or the steps of a flow. */
export type Asking = {
  readonly request?: Request | undefined
  readonly requests?: readonly (MixedRequest | MixedFlow)[] | undefined
  readonly flow?: readonly FlowStep[] | undefined
  readonly data?: readonly DataSource[] | undefined
}

/** One request of what is asked, whatever the others are. The only one of a plain scenario has no name. */
export type Asked = {
  readonly name: string | null
  /** Where it stands, for messages: `request`, `requests[2]`, `requests[2].flow[0]`, `flow[0]`. */
  readonly field: string
  readonly path: readonly PropertyKey[]
  readonly request: Request
  readonly take: Readonly<Record<string, Take>>
}

/** What is sent one after the other on one connection: a request, or the steps of a flow. */
export type AskedTurn = { readonly weight: number; readonly requests: readonly Asked[] }

/** That of a scenario, without the rest of it. */
export function askingOf({ request, requests, flow, data }: Asking): Asking {
  return {
    ...(request ? { request } : {}),
    ...(requests ? { requests } : {}),
    ...(flow ? { flow } : {}),
    ...(data ? { data } : {}),
  }
}

/** Each kind of turn, in the order in which the scenario has them. */
export function turnsIn({ request, requests = [], flow }: Asking): readonly AskedTurn[] {
  return [
    ...(request ? [{ weight: 1, requests: [asked(null, request, ['request'])] }] : []),
    ...requests.map((one, at) => mixedTurn(one, ['requests', at])),
    ...(flow ? [{ weight: 1, requests: stepsIn(flow, ['flow']) }] : []),
  ]
}

function mixedTurn(one: MixedRequest | MixedFlow, path: readonly PropertyKey[]): AskedTurn {
  if ('flow' in one) return { weight: one.weight, requests: stepsIn(one.flow, [...path, 'flow']) }
  const { name, weight, ...request } = one
  return { weight, requests: [asked(name, request, path)] }
}

function stepsIn(flow: readonly FlowStep[], path: readonly PropertyKey[]): readonly Asked[] {
  return flow.map(({ name, take, ...request }, at) => asked(name, request, [...path, at], take))
}

function asked(name: string | null, request: Request, path: readonly PropertyKey[], take: Asked['take'] = {}): Asked {
  return { name, field: fieldOf(path), path, request, take }
}

/** All requests of all turns. */
export function requestsIn(asking: Asking): readonly Asked[] {
  return turnsIn(asking).flatMap(({ requests }) => requests)
}

/** Whether any request may need what an answer gave. */
export function hasFlow({ flow, requests = [] }: Asking): boolean {
  return flow !== undefined || requests.some((one) => 'flow' in one)
}

/** The names of the requests of a mix or of the steps of a flow; none of a plain scenario. */
export function namesOf(asking: Asking): readonly string[] {
  return requestsIn(asking).flatMap(({ name }) => name ?? [])
}

/** The most places of a cycle: under the counter each block holds whole cycles. */
const LONGEST_CYCLE = 100

type Context = { readonly addIssue: (issue: { code: 'custom'; path: PropertyKey[]; message: string }) => void }

/** What no schema of one field can say. */
export function checkAsked(scenario: z.output<z.ZodType<Asking>>, context: Context): void {
  const issue = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message })
  const { requests = [], data = [] } = scenario
  const given = (['request', 'requests', 'flow'] as const).filter((field) => scenario[field] !== undefined)
  const [first, second] = given
  if (first === undefined)
    issue(['request'], 'must be given, or `requests` for a mix, or `flow` for steps that depend on each other')
  if (second !== undefined) issue([second], `must be left out beside \`${first}\``)
  const all = requestsIn(scenario)
  const again = all.find(({ name }, at) => all.findIndex((one) => one.name === name) !== at)
  if (again) issue([...again.path, 'name'], `must be unique, but "${again.name}" is the name of two`)
  const problem = weightProblem(requests.map(({ weight }) => weight))
  if (problem) issue(['requests'], problem)
  const fields = data.flatMap((source) => Object.keys(source.values ?? source.columns ?? {}))
  const twice = fields.find((field, at) => fields.indexOf(field) !== at)
  if (twice !== undefined) issue(['data'], `must have each field once, but two sources have "${twice}"`)
}

function weightProblem(weights: readonly number[]): string | null {
  if (weights.length === 0) return null
  const sum = weights.reduce((all, weight) => all + weight, 0)
  if (sum === 0) return 'must have a weight above 0: their weights sum to 0, so nothing would be sent'
  const length = sum / weights.reduce(divisorOf)
  return length <= LONGEST_CYCLE
    ? null
    : `must have weights that sum to at most ${LONGEST_CYCLE} once they are divided by what they have in common, which is ${length}: write percents`
}
