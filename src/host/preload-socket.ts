import { mkdirSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'

/**
 * For modules that Node loads into a server's processes before their own code: calls `use` with every connection to this process' socket
 * in `folder`. Neither the socket nor a connection keeps the process alive, and where the socket cannot be made, the server runs without.
 */
export function listenInServer(folder: string, use: (socket: Socket) => void): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch {
    return
  }
  const server = createServer((socket) => {
    socket.on('error', () => {})
    use(socket.unref())
  })
  server.on('error', () => {})
  // Exclusive: otherwise the primary of a cluster would listen for its workers, and see a server that it did not make.
  server.listen({ path: join(folder, String(process.pid)), exclusive: true }).unref()
}
