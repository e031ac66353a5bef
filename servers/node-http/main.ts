import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { greeting, render } from '../page.ts'

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

const server = createServer((request, response) => {
  if (request.url === '/') send(response, 200, 'text/html', render())
  else if (request.url === '/test') send(response, 200, 'text/plain', greeting)
  else send(response, 404, 'text/plain', 'Not found')
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(`listening on http://127.0.0.1:${port}`)
})
