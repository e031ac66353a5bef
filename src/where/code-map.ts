/**
 * The map that a runtime writes of the code that it makes while it runs, for Linux' perf (`perf-<pid>.map`): a line per piece of
 * code with its address, its size and its name. V8 writes it with --perf-basic-prof, Python with -X perf.
 */

/** Finds the name of the code at an address; null where the runtime made none, and for what is no address. */
export type CodeMap = (address: number) => string | null

type Piece = { readonly start: number; readonly end: number; readonly name: string }

/** Builtins of V8 have symbols, and stand here at addresses within its program's file. */
const HAS_SYMBOL = /^(?:Builtin|BytecodeHandler):/

/** Of two pieces at one address the later line counts: code that is gone makes room. Other lines than those of a map mean nothing. */
export function readCodeMap(text: string): CodeMap {
  const byStart = new Map<number, Piece>()
  for (const [, start = '', size = '', name = ''] of text.matchAll(/(?<=^|\n)([\da-f]+) ([\da-f]+) ([^\n]+)(?=\n)/gi)) {
    if (HAS_SYMBOL.test(name)) continue
    const from = Number.parseInt(start, 16)
    byStart.set(from, { start: from, end: from + Number.parseInt(size, 16), name })
  }
  const pieces = [...byStart.values()].toSorted((one, other) => one.start - other.start)
  return (address) => {
    const piece = pieces[lastUpTo(pieces, address)]
    return piece !== undefined && address < piece.end ? piece.name : null
  }
}

/** The last piece that starts at this address or before it, by halving; -1 where there is none. */
function lastUpTo(pieces: readonly Piece[], address: number): number {
  let [from, to] = [0, pieces.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (pieces[middle]!.start <= address) from = middle + 1
    else to = middle
  }
  return from - 1
}
