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
  /** What stands before the cost in a line: addresses of code, lines of the source, or both. */
  positions: readonly string[]
  /** Of the functions that begin here. */
  file: string | null
  /** Of the costs that follow: another one than the function's where something was inlined. */
  costFile: string | null
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
    positions: ['line'],
    file: null,
    costFile: null,
    line: 0,
    current: null,
    callee: null,
    times: null,
    total: null,
  }
  for (const line of linesOf(text)) readLine(reader, line)
  const { functions, total } = reader
  return total === null || !Number.isFinite(total) ? null : { functions: [...functions.values()], total }
}

/** Not by `split()`: a dump may be as long as half of what a string can hold. A line that does not end was cut off. */
function* linesOf(text: string): Generator<string> {
  for (let from = 0, end = text.indexOf('\n'); end !== -1; from = end + 1, end = text.indexOf('\n', from))
    yield text.slice(from, end)
}

function readLine(reader: Reader, line: string): void {
  if (/^[\d+*-]/.test(line)) readCost(reader, line)
  else if (line.startsWith('calls=')) reader.times = Number.parseInt(line.slice('calls='.length), 10)
  else if (line.startsWith('positions:')) reader.positions = wordsIn(line).slice(1)
  else if (line.startsWith('totals:')) reader.total = Number(wordsIn(line)[1])
  else readName(reader, line)
}

function wordsIn(line: string): readonly string[] {
  return line.trim().split(/ +/)
}

/** `fn=(12) name'caller'…`, `cfn=(12)`, `fl=(3) /a/file.c`: a name stands at its number once, and is known from then on. */
function readName(reader: Reader, line: string): void {
  const [, kind, number, text] = /^(fn|cfn|fl|fi|fe|cfi|cfl)=(\(\d+\))? ?(.*)$/s.exec(line) ?? []
  if (kind === undefined || text === undefined) return
  const id = number ?? text
  if (kind === 'fn') beginFunction(reader, functionAt(reader, id, text))
  else if (kind === 'cfn') reader.callee = functionAt(reader, id, text)
  else {
    const file = fileAt(reader, id, text)
    if (kind === 'fl') reader.file = file
    if (!kind.startsWith('c')) reader.costFile = file
  }
}

function beginFunction(reader: Reader, one: RawFunction): void {
  one.file ??= reader.file
  reader.current = one
  reader.costFile = reader.file
}

function functionAt({ functions }: Reader, id: string, name: string): RawFunction {
  const known = functions.get(id) ?? { name: '', file: null, line: 0, own: 0, calls: [] }
  functions.set(id, known)
  if (name !== '') known.name = withoutContext(name)
  return known
}

/** Callers follow behind apostrophes, and so does the depth of a recursion. */
function withoutContext(name: string): string {
  const end = name.indexOf("'")
  return end === -1 ? name : name.slice(0, end)
}

/** Null for `???`, which is a file that callgrind does not know. */
function fileAt({ files }: Reader, id: string, name: string): string | null {
  if (name !== '') files.set(id, name)
  const known = files.get(id) ?? '???'
  return known === '???' ? null : known
}

/** `16 400`, `+3 400`, `* 400`: a line of the source, and what it cost; behind `calls=`, what the calls cost. */
function readCost(reader: Reader, text: string): void {
  const { current, callee, times, positions } = reader
  const words = wordsIn(text)
  const cost = Number(words[positions.length] ?? 0)
  const place = words[positions.indexOf('line')]
  if (place !== undefined) reader.line = lineFrom(reader.line, place)
  reader.times = null
  if (current === null) return
  if (times === null) chargeTo(current, cost, reader)
  else if (callee !== null) current.calls.push({ to: callee, times, inclusive: cost })
}

function chargeTo(one: RawFunction, cost: number, { line, file, costFile }: Reader): void {
  one.own += cost
  if (line > 0 && costFile === file && (one.line === 0 || line < one.line)) one.line = line
}

function lineFrom(before: number, text: string): number {
  if (text === '*') return before
  return /^[+-]/.test(text) ? before + Number(text) : Number(text)
}
