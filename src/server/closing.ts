import { ask } from '../host/http.ts'
import { keepOne } from '../host/transport.ts'
import type { Ready } from '../model/ready.ts'
import type { Transport } from '../model/transport.ts'

/** Questions until a server counts as one that closes every connection: one that closes now and then keeps one of them. */
const QUESTIONS = 5

/** Seconds for all of them. */
const PATIENCE = 5

type Asked = {
  readonly origin: string
  readonly transport?: Transport
  readonly ready: Pick<Ready, 'path' | 'headers'>
}

/**
 * Whether a server closes the connection of every answer, with or without saying so. One that closes a connection now and then, after
 * so many answers or when it is idle, does not.
 */
export async function closesEveryConnection(
  { origin, transport, ready }: Asked,
  signal: AbortSignal,
): Promise<boolean> {
  // HTTP/2 has no such answers.
  if (transport?.http2) return false
  const agent = keepOne(origin)
  const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE * 1000)])
  let answers = 0
  try {
    for (; answers < QUESTIONS; answers += 1) {
      const { reused } = await ask(origin + ready.path, { headers: ready.headers, agent, transport, signal: within })
      if (reused) return false
    }
    return true
  } catch {
    // What is asked on a connection that the server closes meanwhile gets no answer.
    return answers > 0 && !within.aborted
  } finally {
    agent.destroy()
  }
}
