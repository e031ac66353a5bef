/** Answers at once, but does nothing for so many milliseconds once a second: `node bench/stalling-server.ts 50`. 0 is never. */
import { createServer } from 'node:http'

const stall = Number(process.argv[2])

createServer((_request, response) => response.end('Hello, World!')).listen(Number(process.env['PORT']), '127.0.0.1')

if (stall > 0)
  setInterval(() => {
    const end = performance.now() + stall
    while (performance.now() < end);
  }, 1000)
