import type { Agent } from 'node:http'
import { ask } from '../../host/http.ts'
import { keepOne } from '../../host/transport.ts'
import { isRightBody } from '../answer/body-check.ts'
import type { Target } from '../driver.ts'
import { messages } from '../messages.ts'

/** What right answers take on the wire, head and body. */
export type AnswerSize = {
  /** Bytes: the mean over a whole connection, because the last answer on it has another head. */
  readonly mean: number
  /** Bytes per answer by which that may be wrong, because the end of a connection was not seen. */
  readonly slack: number
}

/** Answers and seconds until it is given up to see the end of a connection. */
const MOST = 1000
const PATIENCE = 1

/** Bytes by which the heads of a last answer and of another one differ, at most. */
const HEADS_DIFFER = 64

/**
 * Asks on one connection until the server ends it, and on a second one, to learn the size of answers. Null without right answers.
 * Throws an Error when the server ends the two after different numbers of answers: the bytes of many answers then say nothing of their bodies.
 */
export async function measureSize(target: Target, timeout: number): Promise<AnswerSize | null> {
  const agent = keepOne(target.origin)
  const deadline = performance.now() + PATIENCE * 1000
  try {
    const first = await measureConnection(target, timeout, agent, deadline)
    if (first === null) return null
    const mean = first.bytes / first.answers
    if (!first.ended) return { mean, slack: HEADS_DIFFER / first.answers }
    const second = await measureConnection(target, timeout, agent, deadline)
    if (second === null) return null
    const isRegular = second.ended ? second.answers === first.answers : second.answers < first.answers
    if (!isRegular) throw new Error(messages.endsIrregularly({ after: [first.answers, second.answers] }))
    return { mean, slack: 0 }
  } finally {
    agent.destroy()
  }
}

type Connection = { readonly answers: number; readonly bytes: number; readonly ended: boolean }

async function measureConnection(
  { origin, path, method, headers, body, right }: Target,
  timeout: number,
  agent: Agent,
  deadline: number,
): Promise<Connection | null> {
  let [answers, bytes] = [0, 0]
  while (answers < MOST && (answers === 0 || performance.now() < deadline)) {
    const signal = AbortSignal.timeout(timeout * 1000)
    const answer = await ask(origin + path, { method, headers, body, agent, signal }).catch(() => null)
    if (answer === null || !isRightBody(right.body, answer.bytes)) return null
    answers += 1
    bytes += answer.bytesOnWire
    if (answer.closes) return { answers, bytes, ended: true }
  }
  return { answers, bytes, ended: false }
}
