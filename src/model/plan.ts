import type { Asking } from './asking.ts'
import { requestsIn, turnsIn } from './asking.ts'
import type { Request, Take } from './request.ts'
import { cycleOf, type Rows, type Schedule } from './turns.ts'
import { namesIn } from './template.ts'
import type { Transport } from './transport.ts'

/** Everything that one launch is asked, in its order. Plain data, so that it can be sent to a generator's process. */
export type Plan = Schedule & {
  /** How the launch is asked; HTTP/1.1 over TCP, without it. */
  readonly transport?: Transport | undefined
  readonly requests: readonly Planned[]
  /** The requests of each kind of turn, one after the other. */
  readonly turns: readonly (readonly number[])[]
  /** The names of what is filled in turn by turn. */
  readonly names: readonly string[]
}

/** One request of a launch. What is filled in turn by turn stands in it as written. */
export type Planned = Readonly<Pick<Request, 'path' | 'body' | 'expect'>> & {
  readonly name: string | null
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly take: Readonly<Record<string, Take>>
}

/** The names that no launch fills, because turns do: the fields of data, and what steps take. */
export function turnNames(asking: Asking): ReadonlySet<string> {
  const fields = (asking.data ?? []).flatMap((source) => Object.keys(source.values ?? {}))
  return new Set([...fields, ...requestsIn(asking).flatMap(({ take }) => Object.keys(take))])
}

/** A mix of one is a plan like any other. `sources` have their rows in the order in which they are used. */
export function planOf(asking: Asking, requests: readonly Planned[], sources: readonly Rows[]): Plan {
  const names = turnNames(asking)
  const asked = turnsIn(asking)
  let next = 0
  const turns = asked.length === 0 ? [[0]] : asked.map((turn) => turn.requests.map(() => next++))
  const places = turns.map((turn) => new Set(turn.flatMap((at) => placesIn(requests[at]!, names))))
  return {
    requests,
    turns,
    cycle: asking.requests ? cycleOf(asked.map(({ weight }) => weight)) : [0],
    uses: places.map((own) =>
      sources.flatMap(({ fields }, source) => (fields.some((field) => own.has(field)) ? [source] : [])),
    ),
    sources,
    names: [...names],
  }
}

/** The places of a request for these names. */
export function placesIn(
  { path, headers, body = '' }: Pick<Planned, 'path' | 'headers' | 'body'>,
  names: ReadonlySet<string>,
): readonly string[] {
  return [path, ...Object.values(headers), body].flatMap((text) => namesIn(text, names))
}

/** How many requests a whole cycle has. */
export function requestsPerCycle({ cycle, turns }: Pick<Plan, 'cycle' | 'turns'>): number {
  return cycle.reduce((sum, kind) => sum + (turns[kind]?.length ?? 0), 0)
}
