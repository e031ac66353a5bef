import { Agent } from 'node:http'
import { ask } from '../host/http.ts'
import type { Ready } from '../model/ready.ts'

/** Questions until a server counts as one that closes every connection: one that closes now and then keeps one of them. */
const QUESTIONS = 5

/** Seconds for all of them. */
const PATIENCE = 5

type Asked = { readonly origin: string; readonly ready: Pick<Ready, 'path' | 'headers'> }

/**
 * Whether a server closes the connection of every answer, with or without saying so. One that closes a connection now and then, after
 * so many answers or when it is idle, does not.
 */
export async function closesEveryConnection({ origin, ready }: Asked, signal: AbortSignal): Promise<boolean> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const within = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE * 1000)])
  let answers = 0
  try {
    for (; answers < QUESTIONS; answers += 1) {
      const { reused } = await ask(origin + ready.path, { headers: ready.headers, agent, signal: within })
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
