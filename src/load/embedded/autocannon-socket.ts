import { connect, type Socket } from 'node:net'

/** What one of autocannon's clients does with its connection. `ended` is called when the server ends it. */
export type Listening = {
  readonly piece: (piece: Buffer) => void
  readonly failed: (error: Error) => void
  readonly ended: () => void
}

/** All connections of a process read into this: what one read has brought is dealt with before the next. */
const memory = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * Opens a connection that reads without allocating. A piece is only valid until `piece` returns. Node would give every read 64 kB of
 * its own; with pages of 34 kB V8 then collects the whole heap several times a second, and each time the load stands still.
 */
export function openSocket(host: string, port: number, { piece, failed, ended }: Listening): Socket {
  const onread = {
    buffer: memory,
    callback: (length: number) => {
      piece(memory.subarray(0, length))
      return true
    },
  }
  return connect({ host, port, onread }).on('error', failed).on('end', ended)
}

/** Lets go of a connection that is of no use any more: whatever it still brings is nobody's. */
export function forget(socket: Socket): void {
  socket.removeAllListeners()
  socket.on('error', () => {})
  socket.destroy()
}
