import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cheapest } from 'catalogue'

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(cheapest(20)))
})
server.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
