import { bodyCheck, type BodyCheck } from '../load/answer/body-check.ts'
import { describeDifference, describeWrong } from '../load/answer/describe.ts'
import { rightAnswer, see, whyWrong, type Seen } from '../load/answer/right-answer.ts'
import { checksOf, isRightStatus, type Checks } from '../model/expect.ts'
import type { Plan } from '../model/plan.ts'
import { startOf } from '../load/answer/first-plan.ts'
import { countFrom, openWalk, type Sendable } from '../load/walk.ts'
import { notCounted } from './messages.ts'
import { openWire, type Answered, type Within } from './wire.ts'

/** Asks a server one request after the other. */
export type Client = {
  /**
   * Asks `count` times over one connection, or a new one each where the server closes. Throws a LoadgateError for the first answer
   * that is not right, and the reason of `signal`.
   */
  readonly ask: (count: number, signal: AbortSignal) => Promise<void>
  /** Gets another page over the same connection, whatever it holds. Throws a LoadgateError when there is no answer. */
  readonly visit: (page: Pick<Sendable, 'path' | 'headers'>, signal: AbortSignal) => Promise<void>
  /** How many it took so far. */
  readonly connections: () => number
  /** Closes the connection that it has. The next request gets a new one, opened `within` this. */
  readonly reconnect: (within?: Within) => void
  readonly close: () => void
}

/** Seconds for one answer: under valgrind a request takes some hundred times as long. */
const ANSWER_WITHIN = 30

/** `rest` is awaited before each request, and between a new connection and the first request on it; `within`: seconds for one answer. */
export type ClientOptions = { readonly rest?: () => Promise<void>; readonly within?: number }

export function clientOf(
  origin: string,
  plan: Plan,
  { rest = async () => {}, within = ANSWER_WITHIN }: ClientOptions = {},
): Client {
  const wire = openWire(origin, { transport: plan.transport, rest, connected: () => (connections += 1) })
  const walk = openWalk(plan, countFrom(startOf(plan)))
  const judges = plan.requests.map(({ expect, method }) => judgeFrom(checksOf(expect, method)))
  let asked = 0
  let connections = 0

  /** Sends one request once the server rests. Throws when that, or `judgeAnswer`, finds a problem. */
  async function send(
    asking: Sendable,
    signal: AbortSignal,
    judgeAnswer: (answer: Answered) => string | null,
  ): Promise<void> {
    await rest()
    asked += 1
    const giveUp = AbortSignal.any([signal, AbortSignal.timeout(within * 1000)])
    const problem = await wire
      .exchange(asking, giveUp)
      .then(judgeAnswer)
      .catch((error: unknown) => {
        signal.throwIfAborted()
        return giveUp.aborted ? notCounted.noAnswer({ seconds: within }) : notCounted.broken({ problem: codeOf(error) })
      })
    if (problem !== null) throw notCounted.failed({ requests: asked, problem })
  }

  function isRight(answer: Answered): string | null {
    const seen = see(answer)
    const problem = judges[walk.at()]!(seen)
    if (problem !== null) return problem
    return walk.done(() => ({ body: seen.shown.toString(), headers: seen.headers })) ? null : notCounted.nothingToTake
  }

  async function ask(count: number, signal: AbortSignal): Promise<void> {
    for (let left = count; left > 0; left -= 1) await send(walk.request(), signal, isRight)
  }

  const visit: Client['visit'] = ({ path, headers }, signal) =>
    send({ path, method: 'GET', headers }, signal, () => null)

  const { drop } = wire
  return { ask, visit, connections: () => connections, reconnect: drop, close: () => drop() }
}

/** Says what is wrong with one answer after the other, or null. The first one is what the others have to be like. */
function judgeFrom(checks: Checks): (answer: Seen) => string | null {
  let first: { readonly seen: Seen; readonly body: BodyCheck } | null = null
  return (seen) => {
    if (first !== null && isRightStatus(seen.status, checks.status ?? [])) {
      first.body.add(seen.bytes)
      if (first.body.matches()) return null
    }
    const wrong = whyWrong(checks, seen)
    if (wrong !== null) return notCounted.wrongAnswer(describeWrong(wrong, seen, checks))
    if (first !== null) return notCounted.wrongBody(describeDifference(first.seen, seen, checks))
    first = { seen, body: bodyCheck(rightAnswer(checks, seen, false).body) }
    return null
  }
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}
