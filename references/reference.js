// NEVER EDIT THIS FILE, not even to tidy it. Baselines are recorded as multiples of this server's
// cost, so that a baseline of one machine can be held against a run on another. Any change here
// would move every recorded number at once, and none of the measured servers would have changed.
// For the same reason it imports nothing of ours and nothing from npm. A test pins its digest.

import { createHash } from 'node:crypto'
import { createServer } from 'node:http'

const document = JSON.stringify(
  Array.from({ length: 32 }, (_, index) => ({
    id: index * 7919,
    name: `entry number ${index}`,
    tags: ['north', 'east', 'south', 'west'].slice(index % 4),
    open: index % 3 === 0,
  })),
)

// About 80 µs of CPU per request together with HTTP. Parsing, serialising and hashing run in
// native code, so the cost depends little on what the JIT of one Node version makes of this file.
function work() {
  const once = JSON.stringify(JSON.parse(document))
  const body = JSON.stringify(JSON.parse(once))
  return { body, digest: createHash('sha256').update(once).update(body).digest('hex') }
}

const server = createServer((_request, response) => {
  const { body, digest } = work()
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    etag: `"${digest}"`,
  })
  response.end(body)
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const { port } = server.address()
  console.log(`listening on http://127.0.0.1:${port}`)
})
