// NEVER EDIT THIS FILE, not even to tidy it: see reference.js. That one answers little and hardly allocates;
// this one allocates much and answers 34 kB, as a page does. How the two stand to each other depends on the machine
// alone, so a change of it shows how far the machine of today can be trusted with numbers of another day.

import { createServer } from 'node:http'

const document = JSON.stringify(
  Array.from({ length: 130 }, (_, index) => ({
    id: index * 7919,
    name: `entry number ${index}`,
    text: 'The quick brown fox jumps over the lazy dog, and the dog does not mind at all. '.repeat(2).slice(index % 20),
    tags: ['north', 'east', 'south', 'west'].slice(index % 4),
    open: index % 3 === 0,
  })),
)

// Native code again, so that the JIT has little to say: parsing makes thousands of objects, serialising a new string.
const server = createServer((_request, response) => {
  const body = JSON.stringify(JSON.parse(document))
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const { port } = server.address()
  console.log(`listening on http://127.0.0.1:${port}`)
})
