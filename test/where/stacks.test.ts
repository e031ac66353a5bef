import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDump } from '../../src/where/callgrind.ts'
import { mergeStacks, stacksOf, type Stack } from '../../src/where/stacks.ts'
import {
  chainsIn,
  dumpOf,
  executions,
  framesOfExecutions,
  inclusiveOf,
  stacks,
  totalOf,
  type Execution,
} from './fixture.ts'

const call = (name: string, own: number, ...inside: Execution[]): Execution => ({ name, own, inside })

const stacksIn = (all: readonly Execution[], callers: number, requests = 1) =>
  stacksOf(dumpOf(all, callers), framesOfExecutions(), requests)

/** A line per chain: its names, instructions and calls. */
function linesOf(stack: Stack, outside: readonly string[] = []): readonly string[] {
  const chain = stack.frame === null ? outside : [...outside, stack.frame.name]
  const line = `${['-', ...chain].join('>')} ${Math.round(stack.own)} ×${Math.round(stack.calls * 100) / 100}`
  return [line, ...[...stack.callees.values()].flatMap((one) => linesOf(one, chain))]
}

describe('chains of calls', () => {
  test('have what each function executed, per request', () => {
    const all = [call('one', 100, call('two', 30), call('two', 30), call('three', 40, call('two', 6)))]
    expect(linesOf(stacksIn(all, 5, 2))).toEqual([
      '- 0 ×0',
      '->one 50 ×0.5',
      '->one>two 30 ×1',
      '->one>three 20 ×0.5',
      '->one>three>two 3 ×0.5',
    ])
  })

  test('charge what belongs to the runtime to the nearest caller that has a name', () => {
    const all = [call('Builtins_Call', 5, call('one', 100, call('Builtins_Apply', 20, call('two', 30))))]
    expect(linesOf(stacksIn(all, 5))).toEqual(['- 5 ×0', '->one 120 ×1', '->one>two 30 ×1'])
  })

  test('fold the two pieces of code of one function, of which one calls the other', () => {
    expect(linesOf(stacksIn([call('one', 1, call('one', 99, call('two', 10)))], 5))).toEqual([
      '- 0 ×0',
      '->one 100 ×1',
      '->one>two 10 ×1',
    ])
  })

  test('go on in the function that was left, where callgrind missed the return to it', () => {
    const dump = dumpOf([call('one', 10, call('two', 20))], 5)
    const [one, two, three] = ['one', 'two', 'three'].map((name) => dumpOf([call(name, 30)], 5).functions[0]!)
    const left = dump.functions.find(({ name }) => name === two!.name)!
    left.strays.set('one', { ...one!, calls: [{ to: three!, times: 2, inclusive: 30 }] })
    left.own -= 10
    const all = { functions: [...dump.functions, three!], total: 80 }
    dump.functions.find(({ calls }) => calls.length > 0)!.calls.splice(0, 1, { to: left, times: 1, inclusive: 70 })
    expect(linesOf(stacksOf(all, framesOfExecutions(), 1))).toEqual([
      '- 0 ×0',
      '->one 40 ×1',
      '->one>two 10 ×1',
      '->one>three 30 ×2',
    ])
  })

  test('keep a recursion that goes through others', () => {
    const all = [call('one', 10, call('two', 20, call('one', 30, call('Builtins_Call', 1, call('one', 40)))))]
    expect(linesOf(stacksIn(all, 5))).toEqual([
      '- 0 ×0',
      '->one 10 ×1',
      '->one>two 20 ×1',
      '->one>two>one 31 ×1',
      '->one>two>one>one 40 ×1',
    ])
  })

  test('divide a function by what its callers had it execute, where callers were not kept apart', () => {
    const all = [call('one', 0, call('three', 10, call('two', 2))), call('two', 0, call('three', 30, call('two', 6)))]
    const lines = linesOf(stacksIn(all, 0))
    expect(lines).toContain('->one>three 10 ×1')
  })

  test('count a generator of Python as called once, however often it goes on', () => {
    const dump = `fn=(1) 0x1000
0 10
cfn=(2) py_trampoline_evaluator'_PyEval_Vector'0x1000
calls=1 0
0 5
cfn=(3) py_trampoline_evaluator'gen_iternext'0x1000
calls=9 0
0 85
fn=(2)
0 2
cfn=(4) 0x1100'py_trampoline_evaluator'_PyEval_Vector
calls=1 0
0 3
fn=(3)
0 25
cfn=(5) 0x1100'py_trampoline_evaluator'gen_iternext
calls=9 0
0 60
fn=(4)
0 3
fn=(5)
0 60
totals: 100
`
    const stack = stacksOf(readDump(dump)!, framesOfExecutions(), 1)
    expect(linesOf(stack)).toEqual(['- 0 ×0', '->one 37 ×1', '->one>two 63 ×1'])
    expect(chainsIn(stack).map(({ entries }) => Math.round(entries))).toEqual([0, 1, 10])
  })

  test('of a process that executed nothing have nothing', () => {
    expect(linesOf(stacksIn([call('one', 0, call('one', 0))], 0))).toEqual(['- 0 ×0'])
  })

  test('of a recursion that is deeper than the callers that are kept apart add up as well', () => {
    let deep = call('three', 1)
    for (let depth = 0; depth < 3_000; depth += 1) deep = call(depth % 2 === 0 ? 'one' : 'two', 10, deep)
    expect(totalOf(stacksIn([deep], 40))).toBeCloseTo(30_001, 1)
  })

  test('add up to the whole, however few callers were kept apart', () => {
    fc.assert(
      fc.property(executions, fc.nat(8), fc.integer({ min: 1, max: 9 }), (all, callers, requests) => {
        const total = all.reduce((sum, one) => sum + inclusiveOf(one), 0)
        expect(totalOf(stacksIn(all, callers, requests)) * requests).toBeCloseTo(total, 3)
      }),
    )
  })

  test('are those that happened, where all callers were kept apart', () => {
    fc.assert(
      fc.property(executions, (all) => {
        const found = new Map(
          linesOf(stacksIn(all, 9))
            .map((line) => line.split(' '))
            .map(([chain, own]) => [chain, Number(own)]),
        )
        for (const [chain, own] of ownByChain(all))
          expect(Math.abs((found.get(chain) ?? 0) - own)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

/** By the chain of names as in `linesOf`, for what has a name; straight from what happened. */
function ownByChain(all: readonly Execution[]): ReadonlyMap<string, number> {
  const own = new Map<string, number>()
  const run = ({ name, own: cost, inside }: Execution, chain: readonly string[], caller: string | null): void => {
    const isRuntime = name.startsWith('Builtins_')
    const next = isRuntime || (caller === name && chain.at(-1) === name) ? chain : [...chain, name]
    const text = next.join('>')
    own.set(text, (own.get(text) ?? 0) + cost)
    for (const one of inside) run(one, next, name)
  }
  for (const one of all) run(one, ['-'], null)
  return own
}

describe('chains of several processes', () => {
  test('are one chain where they are the same', () => {
    const [one, other] = [call('one', 10, call('two', 20)), call('one', 5, call('three', 7))].map((each) =>
      stacksIn([each], 5),
    )
    expect(linesOf(mergeStacks([one!, other!]))).toEqual([
      '- 0 ×0',
      '->one 15 ×2',
      '->one>two 20 ×1',
      '->one>three 7 ×1',
    ])
  })

  test('add up, and those of one process stay as they are', () => {
    fc.assert(
      fc.property(fc.array(stacks, { minLength: 1, maxLength: 4 }), (all) => {
        expect(totalOf(mergeStacks(all))).toBe(all.reduce((sum, one) => sum + totalOf(one), 0))
        expect(linesOf(mergeStacks([all[0]!]))).toEqual(linesOf(all[0]!))
      }),
    )
  })

  test('of no process are none', () => {
    expect(chainsIn(mergeStacks([]))).toEqual([{ frame: null, own: 0, calls: 0, entries: 0, callees: new Map() }])
  })
})
