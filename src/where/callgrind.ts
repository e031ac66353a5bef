/**
 * Reads what callgrind dumps (Valgrind manual, "Callgrind Format Specification"): the functions of one process with their own
 * cost and the calls between them. Where contexts were kept apart, a function stands there once per chain of callers.
 */

/** One function in one context. */
export type RawFunction = {
  /** The symbol, or the address where there is none: `0x0000000028238540`. */
  name: string
  /** Its source by the debug information; null where there is none. */
  file: string | null
  /** The first line that executed anything; 0 where lines are not known. */
  line: number
  /** Instructions that it executed by itself. */
  own: number
  readonly calls: RawCall[]
}

/** Calls of one function: how often, and what they took with all that they called. */
export type RawCall = { readonly to: RawFunction; readonly times: number; readonly inclusive: number }

/** `total`: instructions, as callgrind sums them up. */
export type Dump = { readonly functions: readonly RawFunction[]; readonly total: number }

/** Where the reader stands: the function, the file and the line that costs belong to, and a call whose cost is on the next line. */
type Reader = {
  readonly functions: Map<string, RawFunction>
  readonly files: Map<string, string>
  file: string | null
  line: number
  current: RawFunction | null
  callee: RawFunction | null
  times: number | null
  total: number | null
}

/** Null for a text that is no whole dump of callgrind. */
export function readDump(text: string): Dump | null {
  const reader: Reader = {
    functions: new Map(),
    files: new Map(),
    file: null,
    line: 0,
    current: null,
    callee: null,
    times: null,
    total: null,
  }
  for (const line of linesOf(text)) readLine(reader, line)
  return reader.total === null ? null : { functions: [...reader.functions.values()], total: reader.total }
}

function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from)
    yield text.slice(from, end === -1 ? text.length : end)
    from = end === -1 ? text.length : end + 1
  }
}

function readLine(reader: Reader, line: string): void {
  const first = line.charCodeAt(0)
  const isCost = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2a
  if (isCost) readCost(reader, line)
  else if (line.startsWith('calls=')) reader.times = Number.parseInt(line.slice(6), 10)
  else if (line.startsWith('totals:')) reader.total = Number(line.slice(7))
  else readName(reader, line)
}

/** `fn=(12) name'caller'…`, `cfn=(12)`, `fl=(3) /a/file.c`: a name stands at its number once, and is known from then on. */
function readName(reader: Reader, line: string): void {
  const [, kind, id, name] = /^(fn|cfn|fl|fi|fe|cfi|cfl)=\((\d+)\)(?: (.*))?$/.exec(line) ?? []
  if (kind === undefined || id === undefined) return
  if (kind === 'cfn') reader.callee = functionAt(reader, id, name)
  else if (kind === 'fn') {
    reader.current = functionAt(reader, id, name)
    reader.current.file ??= reader.file
  } else {
    if (name !== undefined) reader.files.set(id, name)
    const known = reader.files.get(id)
    if (kind === 'fl') reader.file = known === undefined || known === '???' ? null : known
  }
}

function functionAt({ functions }: Reader, id: string, name: string | undefined): RawFunction {
  const known = functions.get(id) ?? { name: '', file: null, line: 0, own: 0, calls: [] }
  functions.set(id, known)
  if (name !== undefined) known.name = withoutContext(name)
  return known
}

/** Callers follow behind apostrophes, and so does the depth of a recursion. */
function withoutContext(name: string): string {
  const end = name.indexOf("'")
  return end === -1 ? name : name.slice(0, end)
}

/** `16 400`, `+3 400`, `* 400`: a line of the source, and what it cost; behind `calls=`, what the calls cost. */
function readCost(reader: Reader, text: string): void {
  const { current, callee, times } = reader
  const space = text.indexOf(' ')
  const cost = Number(text.slice(space + 1))
  reader.line = lineFrom(reader.line, text.slice(0, space))
  reader.times = null
  if (current === null || !Number.isFinite(cost)) return
  if (times !== null) {
    if (callee !== null) current.calls.push({ to: callee, times, inclusive: cost })
    return
  }
  current.own += cost
  if (reader.line > 0 && (current.line === 0 || reader.line < current.line)) current.line = reader.line
}

function lineFrom(before: number, text: string): number {
  if (text === '*') return before
  return /^[+-]/.test(text) ? before + Number(text) : Number(text)
}
