import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export type Asked = { readonly method: string; readonly path: string; readonly body: unknown; readonly token: string }

/** Stands where GitHub's API is, for `npx loadgate` to meet over HTTP: answers by method and path, and remembers what was asked. */
export async function startApi(answers: Readonly<Record<string, unknown>>) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const key = `${request.method ?? ''} ${request.url ?? ''}`
    void (request.method === 'GET' ? Promise.resolve(null) : json(request)).then((body) => {
      asked.push({
        method: request.method ?? '',
        path: request.url ?? '',
        body,
        token: request.headers.authorization ?? '',
      })
      const known = Object.hasOwn(answers, key)
      const answer = known ? answers[key] : { message: 'Not Found' }
      const status =
        typeof answer === 'object' && answer !== null && 'status' in answer ? Number(answer.status) : known ? 200 : 404
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
