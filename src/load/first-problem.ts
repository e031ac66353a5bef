import { ask } from '../host/http.ts'
import type { Target } from './driver.ts'

/** Why a server cannot be loaded, or null; `size` is what one whole answer takes on the wire, head and body. */
export type First = { readonly problem: string | null; readonly size: number }

/** Asks once, for tools that do not look at what they get: the body is compared with the right one byte by byte. */
export async function firstProblem(target: Target, timeout: number): Promise<First> {
  const { origin, path, method, body, expect } = target
  const headers = { connection: 'keep-alive', ...target.headers }
  try {
    const signal = AbortSignal.timeout(timeout * 1000)
    const { status, bytes, bytesOnWire } = await ask(origin + path, { method, headers, body, signal })
    if (status < 200 || status > 299) return refused(`${path} is answered with status ${status}`)
    if (bytes.toString() !== expect)
      return refused(`${path} is answered with ${bytes.length} bytes that are not the right ones`)
    return { problem: null, size: bytesOnWire }
  } catch (error) {
    return refused(`${origin}${path} cannot be reached (${(error as Error).message})`)
  }
}

function refused(problem: string): First {
  return { problem, size: 0 }
}
