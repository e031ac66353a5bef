import { z } from 'zod'
import type { DataSource } from './data.ts'
import type { FlowStep, MixedRequest, Request, Take } from './request.ts'
import { divisorOf } from './turns.ts'

/** What a scenario asks: one request again and again, a mix of requests by weight, or the steps of a flow. */
export type Asking = {
  readonly request?: Request | undefined
  readonly requests?: readonly MixedRequest[] | undefined
  readonly flow?: readonly FlowStep[] | undefined
  readonly data?: readonly DataSource[] | undefined
}

/** One request of what is asked, whatever the others are. The only one of a plain scenario has no name. */
export type Asked = {
  readonly name: string | null
  /** Where it stands, for messages: `request`, `requests[2]`, `flow[0]`. */
  readonly field: string
  readonly request: Request
  readonly weight: number
  readonly take: Readonly<Record<string, Take>>
}

/** That of a scenario, without the rest of it. */
export function askingOf({ request, requests, flow, data }: Asking): Asking {
  return {
    ...(request ? { request } : {}),
    ...(requests ? { requests } : {}),
    ...(flow ? { flow } : {}),
    ...(data ? { data } : {}),
  }
}

export function requestsIn({ request, requests, flow }: Asking): readonly Asked[] {
  return [
    ...(request ? [{ name: null, field: 'request', request, weight: 1, take: {} }] : []),
    ...(requests ?? []).map(({ name, weight, ...one }, at) => ({
      name,
      field: `requests[${at}]`,
      request: one,
      weight,
      take: {},
    })),
    ...(flow ?? []).map(({ name, take, ...one }, at) => ({
      name,
      field: `flow[${at}]`,
      request: one,
      weight: 1,
      take,
    })),
  ]
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
  const { requests = [], flow = [], data = [] } = scenario
  const given = (['request', 'requests', 'flow'] as const).filter((field) => scenario[field] !== undefined)
  const [first, second] = given
  if (first === undefined)
    issue(['request'], 'must be given, or `requests` for a mix, or `flow` for steps that depend on each other')
  if (second !== undefined) issue([second], `must be left out beside \`${first}\``)
  for (const [field, list] of Object.entries({ requests, flow })) {
    const names = list.map(({ name }) => name)
    const again = names.findIndex((name, at) => names.indexOf(name) !== at)
    if (again >= 0) issue([field, again, 'name'], `must be unique, but "${names[again]}" is the name of two`)
  }
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
