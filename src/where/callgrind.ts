/**
 * Reads what callgrind dumps (Valgrind manual, "Callgrind Format Specification"): the functions of one process with their own
 * cost and the calls between them. Where contexts were kept apart, a function stands there once per chain of callers.
 */

/** One function in one context. */
export type RawFunction = {
  /** The symbol, or the address where there is none: `0x0000000028238540`. */
  name: string
  /** Who called it, where callers were kept apart. */
  caller: string | null
  /** Its source by the debug information; null where there is none. */
  file: string | null
  /** The first line that executed anything; 0 where lines are not known. */
  line: number
  /** Instructions that it executed by itself. */
  own: number
  readonly calls: RawCall[]
  /**
   * What other code executed while callgrind took this function to be running, by the name of that code: it misses returns from
   * functions that were called by V8's Function.prototype.call.
   */
  readonly strays: Map<string, RawFunction>
}

/** Calls of one function: how often, and what they took with all that they called. */
export type RawCall = { readonly to: RawFunction; readonly times: number; readonly inclusive: number }

/** `total`: instructions, as callgrind sums them up. */
export type Dump = { readonly functions: readonly RawFunction[]; readonly total: number }

/** Names the code at an address, where it was made while the program ran. */
export type CodeAt = (address: number) => string | null

/** Where the reader stands: the function, the file and the line that costs belong to, and a call whose cost is on the next line. */
type Reader = {
  readonly codeAt: CodeAt
  readonly functions: Map<string, RawFunction>
  readonly files: Map<string, string>
  /** What stands before the cost in a line: addresses of code, lines of the source, or both. */
  positions: readonly string[]
  /** Of the functions that begin here. */
  file: string | null
  /** Of the costs that follow: another one than the function's where something was inlined. */
  costFile: string | null
  line: number
  address: number
  current: RawFunction | null
  callee: RawFunction | null
  times: number | null
  total: number | null
}

/** Null for a text that is no whole dump of callgrind. */
export function readDump(text: string, codeAt: CodeAt = () => null): Dump | null {
  const reader: Reader = {
    codeAt,
    functions: new Map(),
    files: new Map(),
    positions: ['line'],
    file: null,
    costFile: null,
    line: 0,
    address: 0,
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

/** Callers follow behind apostrophes, and so does the depth of a recursion. */
function functionAt({ functions }: Reader, id: string, name: string): RawFunction {
  const known = functions.get(id) ?? emptyFunction('')
  functions.set(id, known)
  if (name === '') return known
  const [own = '', caller = null] = name.split("'", 2)
  return Object.assign(known, { name: own, caller })
}

function emptyFunction(name: string): RawFunction {
  return { name, caller: null, file: null, line: 0, own: 0, calls: [], strays: new Map() }
}

/** Null for `???`, which is a file that callgrind does not know. */
function fileAt({ files }: Reader, id: string, name: string): string | null {
  if (name !== '') files.set(id, name)
  const known = files.get(id) ?? '???'
  return known === '???' ? null : known
}

/** `16 400`, `+3 400`, `0x1a7 * 400`: an address, a line of the source or both, and what it cost; behind `calls=`, what the calls cost. */
function readCost(reader: Reader, text: string): void {
  const { current, callee, times, positions } = reader
  const words = wordsIn(text)
  const cost = Number(words[positions.length] ?? 0)
  const [address, line] = [words[positions.indexOf('instr')], words[positions.indexOf('line')]]
  if (address !== undefined) reader.address = positionFrom(reader.address, address)
  if (line !== undefined) reader.line = positionFrom(reader.line, line)
  reader.times = null
  if (current === null) return
  const executing = executingIn(current, reader)
  if (times === null) chargeTo(executing, cost, reader)
  else if (callee !== null) executing.calls.push({ to: callee, times, inclusive: cost })
}

/** The function that the code at the address belongs to. */
function executingIn(current: RawFunction, { codeAt, address }: Reader): RawFunction {
  const code = codeAt(address)
  if (code === null || code === codeAt(Number(current.name))) return current
  const stray = current.strays.get(code) ?? emptyFunction(`0x${address.toString(16)}`)
  current.strays.set(code, stray)
  return stray
}

function chargeTo(one: RawFunction, cost: number, { line, file, costFile }: Reader): void {
  one.own += cost
  if (line > 0 && costFile === file && (one.line === 0 || line < one.line)) one.line = line
}

function positionFrom(before: number, text: string): number {
  if (text === '*') return before
  return /^[+-]/.test(text) ? before + Number(text) : Number(text)
}
