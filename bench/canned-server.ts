/** Answers everything with the same bytes, faster than any load generator in Node, to measure generators at their limit. */
import { createServer, type AddressInfo } from 'node:net'

const answer = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\nHello, World!')
const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.on('data', () => socket.write(answer))
})
server.listen(0, '127.0.0.1', () =>
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`),
)
