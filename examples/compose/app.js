import { createServer } from 'node:http'

const notes = Array.from({ length: 50 }, (_, index) => ({ id: index + 1, text: `Note ${index + 1}` }))

createServer((request, response) => {
  if (request.url === '/health') return response.writeHead(204).end()
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(notes))
}).listen(Number(process.env.PORT), '0.0.0.0')
