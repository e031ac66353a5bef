import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Target } from './driver.ts'

/** Why a server cannot be loaded, or null; `size` is what one whole answer takes on the wire, head and body. */
export type First = { readonly problem: string | null; readonly size: number }

/** Asks once, for tools that do not look at what they get: the body is compared with the right one byte by byte. */
export async function firstProblem(target: Target, timeout: number): Promise<First> {
  const { origin, path, method, headers, body, expect } = target
  return new Promise((resolve) => {
    const refuse = (problem: string) => resolve({ problem, size: 0 })
    const sent = request(
      origin + path,
      {
        method,
        headers: { connection: 'keep-alive', ...headers },
        agent: false,
        signal: AbortSignal.timeout(timeout * 1000),
      },
      (answer) => {
        const { socket, statusCode = 0 } = answer
        buffer(answer).then(
          (bytes) => {
            if (statusCode < 200 || statusCode > 299) return refuse(`${path} is answered with status ${statusCode}`)
            if (bytes.toString() !== expect)
              return refuse(`${path} is answered with ${bytes.length} bytes that are not the right ones`)
            resolve({ problem: null, size: socket.bytesRead })
          },
          (error: Error) => refuse(error.message),
        )
      },
    )
    sent.once('error', (error) => refuse(`${origin}${path} cannot be reached (${error.message})`))
    sent.end(body)
  })
}
