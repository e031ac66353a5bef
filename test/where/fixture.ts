import fc from 'fast-check'
import { readDump, type Dump } from '../../src/where/callgrind.ts'
import { readCodeMap } from '../../src/where/code-map.ts'
import { framesBy, type Frame, type FrameOf } from '../../src/where/frame.ts'
import type { Stack } from '../../src/where/stacks.ts'

/** What one call of each function of a program does: instructions of its own, and how often it calls others. */
export type Program = Readonly<Record<string, Work>>
export type Work = { readonly own: number; readonly calls: Readonly<Record<string, number>> }

/** Where a function stands, if not in `a.js` at the line of its number. */
export type Places = Readonly<Record<string, Partial<Frame>>>

export function frameOf(name: string, place: Partial<Frame> = {}): Frame {
  const frame = { name, file: 'a.js', line: 1 + Number.parseInt(name.slice(1), 36), package: null, ...place }
  return { key: `${frame.name} ${frame.file}:${frame.line}`, ...frame }
}

/** The chains of a program whose `first` function the runtime calls once per request. */
export function stacksOfProgram(program: Program, places: Places = {}, first = 'f0'): Stack {
  const chain = (name: string, calls: number): Stack => {
    const { own, calls: callees } = program[name]!
    const frame = frameOf(name, places[name])
    const inner = Object.entries(callees).filter(([, times]) => times > 0)
    const chains = inner.map(([callee, times]) => chain(callee, calls * times))
    return {
      frame,
      own: calls * own,
      calls,
      entries: calls,
      callees: new Map(chains.map((one) => [one.frame!.key, one])),
    }
  }
  const outermost = chain(first, 1)
  return { frame: null, own: 100, calls: 0, entries: 0, callees: new Map([[outermost.frame!.key, outermost]]) }
}

/** How often one call of `first` makes each function run. */
export function callsIn(program: Program, first = 'f0'): ReadonlyMap<string, number> {
  const calls = new Map<string, number>()
  const run = (name: string, times: number): void => {
    calls.set(name, (calls.get(name) ?? 0) + times)
    for (const [callee, each] of Object.entries(program[name]!.calls)) if (each > 0) run(callee, times * each)
  }
  run(first, 1)
  return calls
}

const MOST_FUNCTIONS = 6

/** Programs without recursion: each function calls later ones only, and all of them run. */
export const programs: fc.Arbitrary<Program> = fc
  .integer({ min: 3, max: MOST_FUNCTIONS })
  .chain((count) =>
    fc.tuple(
      ...Array.from({ length: count }, (_, index) =>
        fc.record({
          own: fc.integer({ min: 10, max: 9_999 }),
          calls: fc.array(fc.nat(3), { minLength: count - index - 1, maxLength: count - index - 1 }),
        }),
      ),
    ),
  )
  .map((each) =>
    Object.fromEntries(
      each.map(({ own, calls }, index) => [
        `f${index}`,
        // The next one is always called, so that nothing is out of reach.
        {
          own,
          calls: Object.fromEntries(
            calls.map((times, ahead) => [`f${index + 1 + ahead}`, ahead === 0 ? times + 1 : times]),
          ),
        },
      ]),
    ),
  )

/** One call as it really happened, with the calls inside it. */
export type Execution = { readonly name: string; readonly own: number; readonly inside: readonly Execution[] }

/** Those of the runtime have a symbol, the others an address. */
const NAMES = ['one', 'two', 'three', 'Builtins_Call', 'Builtins_Apply'] as const

/** How deep arbitrary calls go. */
const DEEPEST = 6

/** Any call at all, recursion included. */
const anyCall = fc.memo((depth): fc.Arbitrary<Execution> =>
  fc.record({
    name: fc.constantFrom(...NAMES),
    own: fc.nat(100_000),
    inside: depth > 1 ? fc.array(anyCall(depth - 1), { maxLength: 3 }) : fc.constant([]),
  }),
)

/** What a process executed for some requests. */
export const executions = fc.array(anyCall(DEEPEST), { minLength: 1, maxLength: 3 })

export function inclusiveOf({ own, inside }: Execution): number {
  return inside.reduce((sum, one) => sum + inclusiveOf(one), own)
}

/** What callgrind would dump of executions, with so many callers kept apart. */
export function dumpTextOf(all: readonly Execution[], callers: number): string {
  const ids = new Map<string, number>()
  const own = new Map<string, number>()
  const calls = new Map<string, Map<string, { times: number; inclusive: number }>>()
  const idOf = (context: string) => ids.get(context) ?? ids.set(context, ids.size + 1).get(context)!

  function run({ name, own: cost, inside }: Execution, outside: readonly string[]): string {
    const chain = [symbolOf(name), ...outside].slice(0, callers + 1)
    const context = chain.join("'")
    own.set(context, (own.get(context) ?? 0) + cost)
    const callees = calls.get(context) ?? calls.set(context, new Map()).get(context)!
    for (const one of inside) {
      const callee = run(one, chain)
      const known = callees.get(callee) ?? { times: 0, inclusive: 0 }
      callees.set(callee, { times: known.times + 1, inclusive: known.inclusive + inclusiveOf(one) })
    }
    return context
  }

  for (const one of all) run(one, [])
  const blocks = [...own].map(([context, cost]) => {
    const lines = [`fn=(${idOf(context)}) ${context}`, `0 ${cost}`]
    for (const [callee, { times, inclusive }] of calls.get(context)!)
      lines.push(`cfn=(${idOf(callee)}) ${callee}`, `calls=${times} 0`, `0 ${inclusive}`)
    return lines.join('\n')
  })
  const total = all.reduce((sum, one) => sum + inclusiveOf(one), 0)
  return ['version: 1', 'positions: line', 'events: Ir', '', ...blocks, `totals: ${total}`, ''].join('\n')
}

function symbolOf(name: string): string {
  return name.startsWith('Builtins_') ? name : `0x${addressOf(name)}`
}

/** In hexadecimal. */
function addressOf(name: string): string {
  return (0x1000 + 0x100 * NAMES.indexOf(name as (typeof NAMES)[number])).toString(16)
}

export function dumpOf(all: readonly Execution[], callers: number): Dump {
  return readDump(dumpTextOf(all, callers))!
}

const map = ['one', 'two', 'three'].map((name) => `${addressOf(name)} 10 JS:^${name} /app/a.js:1:1\n`).join('')

export const framesOfExecutions = (): FrameOf =>
  framesBy(readCodeMap(map), { root: '/app', repository: '/app', linesIn: () => () => null })

/** Every chain of a stack, itself included. */
export function chainsIn(stack: Stack): readonly Stack[] {
  return [stack, ...[...stack.callees.values()].flatMap(chainsIn)]
}

export function totalOf(stack: Stack): number {
  return chainsIn(stack).reduce((sum, { own }) => sum + own, 0)
}

const anyChain = fc.memo((depth): fc.Arbitrary<Stack> =>
  fc
    .record({
      name: fc.nat(MOST_FUNCTIONS - 1),
      own: fc.nat(1_000),
      calls: fc.integer({ min: 1, max: 20 }),
      callees: depth > 1 ? fc.array(anyChain(depth - 1), { maxLength: 3 }) : fc.constant([]),
    })
    .map(({ name, own, calls, callees }) => ({
      frame: frameOf(`f${name}`),
      own,
      calls,
      entries: calls,
      callees: byKey(callees),
    })),
)

/** Arbitrary chains, recursion included. */
export const stacks: fc.Arbitrary<Stack> = fc
  .array(anyChain(DEEPEST), { minLength: 1, maxLength: 2 })
  .map((all) => ({ frame: null, own: 50, calls: 0, entries: 0, callees: byKey(all) }))

function byKey(all: readonly Stack[]): Map<string, Stack> {
  return new Map(all.map((one) => [one.frame!.key, one]))
}
