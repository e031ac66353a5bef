import type { Scalar, Values } from '../model/data.ts'
import { jsonIn } from '../model/body-rules.ts'
import { valuesAt } from '../model/json-path.ts'
import { placesIn, type Plan, type Planned } from '../model/plan.ts'
import type { Take } from '../model/request.ts'
import { fillerOf, type Filler } from '../model/template.ts'
import { turnsOf, type Turn } from '../model/turns.ts'

/** A request as it is sent. Those without a place to fill are the same object every time. */
export type Sendable = Pick<Planned, 'path' | 'method' | 'headers' | 'body'>

/** One connection's way through a plan: a request at a time, each once it is known what came of the one before. */
export type Walk = {
  /** Which request of the plan is next, or under way. */
  readonly at: () => number
  /** The same until `done` or `stop` is called. */
  readonly request: () => Sendable
  /** Whether something is to be taken from its answer. */
  readonly takes: () => boolean
  /** Goes on after a right answer. False when it does not have what later steps need; then the walk stays. */
  readonly done: (answer: () => Answer) => boolean
  /** Leaves the turn after a failure. Returns the requests that are not sent any more. */
  readonly stop: () => readonly number[]
}

/** The parts of an answer that something can be taken from. `headers`: by name in lower case, several values of one as a list. */
export type Answer = {
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Numbers of turns, each given once, whoever asks. */
export function countFrom(start: number): () => number {
  return countTurns(start).take
}

/** The same where somebody else takes numbers, and says afterwards how many. */
export type TurnCount = {
  readonly take: () => number
  /** The number that is given next. */
  readonly next: () => number
  readonly skip: (turns: number) => void
}

export function countTurns(start: number): TurnCount {
  let next = start
  return { take: () => next++, next: () => next, skip: (turns) => void (next += turns) }
}

/** `nextTurn` gives the number of the next turn; the connections of a launch share it. */
export function openWalk(plan: Plan, nextTurn: () => number): Walk {
  const turnAt = turnsOf(plan)
  const senders = plan.requests.map((request) => senderOf(request, new Set(plan.names)))
  let turn: Turn | null = null
  let values: Values = {}
  let step = 0
  let sending: Sendable | null = null

  function current(): Turn {
    if (turn === null) {
      turn = turnAt(nextTurn())
      values = turn.values
      step = 0
    }
    return turn
  }

  const stepsIn = ({ kind }: Turn) => plan.turns[kind] ?? []
  const at = () => stepsIn(current())[step] ?? 0

  function goOn(): void {
    step += 1
    sending = null
    if (turn !== null && step >= stepsIn(turn).length) turn = null
  }

  return {
    at,
    request: () => (sending ??= senders[at()]!(values)),
    takes: () => Object.keys(plan.requests[at()]!.take).length > 0,
    done(answer) {
      const { take } = plan.requests[at()]!
      if (Object.keys(take).length > 0) {
        const taken = takenFrom(answer(), take)
        if (taken === null) return false
        values = { ...values, ...taken }
      }
      goOn()
      return true
    },
    stop() {
      const rest = turn === null ? [] : stepsIn(turn).slice(step + 1)
      turn = null
      sending = null
      return rest
    },
  }
}

function senderOf(planned: Planned, names: ReadonlySet<string>): (values: Values) => Sendable {
  const { path, method, headers, body } = planned
  const fixed: Sendable = { path, method, headers, ...(body === undefined ? {} : { body }) }
  const fillPath = fillerOf(path, 'path', names)
  const fillHeaders = Object.entries(headers).map(([name, value]) => [name, fillerOf(value, 'header', names)] as const)
  const fillBody: Filler = fillerOf(body ?? '', 'body', names)
  if (placesIn(planned, names).length === 0) return () => fixed
  return (values) => ({
    path: fillPath(values),
    method,
    headers: Object.fromEntries(fillHeaders.map(([name, fill]) => [name, fill(values)])),
    ...(body === undefined ? {} : { body: fillBody(values) }),
  })
}

/** What the steps after an answer get from it; null where it does not have all of that. */
function takenFrom(answer: Answer, take: Readonly<Record<string, Take>>): Values | null {
  const document = jsonIn(answer.body)
  const all = Object.entries(take).map(([name, one]) => [name, valueIn(answer, document, one)] as const)
  return all.some(([, value]) => value === null) ? null : (Object.fromEntries(all) as Values)
}

function valueIn({ headers }: Answer, document: ReturnType<typeof jsonIn>, take: Take): Scalar | null {
  if (typeof take === 'string') {
    const [value = null] = document === undefined ? [] : valuesAt(document, take)
    return typeof value === 'object' ? null : value
  }
  if ('header' in take) return [headers[take.header.toLowerCase()] ?? []].flat()[0] ?? null
  const start = `${take.cookie}=`
  const cookie = [headers['set-cookie'] ?? []].flat().find((one) => one.startsWith(start))
  return cookie?.slice(start.length).split(';')[0]?.trim() ?? null
}
