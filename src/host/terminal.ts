import type { WriteStream } from 'node:tty'

/** What stands behind a stream, as far as it is known: a terminal, or a file or a pipe. */

/** `rows` is absent where text may be as long as it is. */
export type Terminal = { readonly columns: number; readonly rows?: number; readonly colour: boolean }

/** Where nothing says how wide lines may be, and on a terminal that does not know its own size: such ones say 0. */
const COLUMNS = { elsewhere: 120, terminal: 80 } as const

type Sized = Pick<WriteStream, 'isTTY' | 'columns'>

/** How wide a line may be. */
export function columnsOf({ isTTY, columns }: Sized): number {
  return columns || (isTTY ? COLUMNS.terminal : COLUMNS.elsewhere)
}

/** The size and colours of the terminal behind a stream. Elsewhere there are no colours, whatever FORCE_COLOR says. */
export function terminalOf(stream: Sized & Pick<WriteStream, 'rows' | 'hasColors'>): Terminal {
  const columns = columnsOf(stream)
  if (!stream.isTTY) return { columns, colour: false }
  return { columns, ...(stream.rows > 0 ? { rows: stream.rows } : {}), colour: stream.hasColors() }
}
