import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDump, type RawFunction } from '../../src/where/callgrind.ts'
import { dumpTextOf, executions, inclusiveOf } from './fixture.ts'

/** After the example of the specification: `main` calls `func1` once and `func2` three times. */
const EXAMPLE = `# callgrind format
version: 1
creator: callgrind-3.19.0
pid: 4711
cmd:  ./example --of the=spec
part: 1

desc: Trigger: Client Request

positions: line
events: Ir
summary: 820

ob=(1) /app/example
fl=(1) /app/file1.c
fn=(1) main
16 20
cfn=(2) func1
calls=1 50
+0 400
cfi=(2) /app/file2.c
cfn=(3) func2
calls=3 20
+1 400

fn=(2)
51 100
cfi=(2)
cfn=(3)
calls=2 20
* 300

fl=(2)
fn=(3)
20 700
-1 0

totals: 820
`

/** Functions as an object by name: what they execute, and what they call. */
function summaryOf(functions: readonly RawFunction[]) {
  return Object.fromEntries(
    functions.map(({ name, file, line, own, calls }) => [
      name,
      [file, line, own, calls.map(({ to, times, inclusive }) => `${times} × ${to.name}: ${inclusive}`)],
    ]),
  )
}

/** A dump of the functions between header and totals. */
function dump(body: string, header = 'positions: line\nevents: Ir\n'): string {
  return `version: 1\n${header}\n${body}\ntotals: 100\n`
}

const functionsIn = (text: string) => summaryOf(readDump(text)?.functions ?? [])

const codeAt = (address: number) => (address < 0x1000 ? null : address < 0x2000 ? 'page' : 'filter')

describe('a dump', () => {
  test('has functions, their lines and costs, and calls with all that they took', () => {
    const { functions, total } = readDump(EXAMPLE)!
    expect(total).toBe(820)
    expect(summaryOf(functions)).toEqual({
      main: ['/app/file1.c', 16, 20, ['1 × func1: 400', '3 × func2: 400']],
      func1: ['/app/file1.c', 51, 100, ['2 × func2: 300']],
      func2: ['/app/file2.c', 19, 700, []],
    })
  })

  test('tells code that goes on elsewhere from the function that callgrind takes to be running', () => {
    const body = 'fn=(1) 0x2000\n0x2000 5\n+8 7\n0x1010 20\n+4 30\ncfn=(2) join\ncalls=3 0\n* 60\nfn=(2)\n0x40 60'
    const [filter] = readDump(dump(body, 'positions: instr\nevents: Ir\n'), codeAt)!.functions
    expect(summaryOf([filter!])).toEqual({ '0x2000': [null, 0, 12, []] })
    expect(summaryOf([...filter!.strays.values()])).toEqual({ '0x1010': [null, 0, 50, ['3 × join: 60']] })
  })

  test('names a function where it is called first, or where it begins', () => {
    const body = 'fn=(7) outer\n0 10\ncfn=(9) inner\ncalls=1 0\n0 90\nfn=(9)\n0 90'
    expect(functionsIn(dump(body))).toEqual({
      outer: [null, 0, 10, ['1 × inner: 90']],
      inner: [null, 0, 90, []],
    })
  })

  test('may stand without numbers for names', () => {
    const body = 'fl=/app/a b.c\nfn=f (int)\n3 10\ncfn=g\ncalls=1 9\n3 90\nfl=???\nfn=g\n0 90'
    expect(functionsIn(dump(body))).toEqual({
      'f (int)': ['/app/a b.c', 3, 10, ['1 × g: 90']],
      g: [null, 0, 90, []],
    })
  })

  test('has a function once per chain of callers, all by the same name', () => {
    const body = "fn=(1) f'main'(below main)\n0 60\nfn=(2) f'other'main\n0 30\nfn=(3) f'2\n0 10"
    const { functions } = readDump(dump(body))!
    expect(functions.map(({ name, own }) => [name, own])).toEqual([
      ['f', 60],
      ['f', 30],
      ['f', 10],
    ])
  })

  test('has lines relative to the one before, calls included', () => {
    const body = 'fl=(1) /a.c\nfn=(1) f\n100 1\n-40 1\n* 1\n+2 1\ncfn=(2) g\ncalls=1 +900\n-3 90\n-1 6\nfn=(2) g\n+1 90'
    expect(functionsIn(dump(body))).toMatchObject({ f: ['/a.c', 58, 10, ['1 × g: 90']], g: ['/a.c', 59, 90, []] })
  })

  test('has costs of other files, where something was inlined, which say nothing about where the function is', () => {
    const body = 'fl=(1) /a.c\nfn=(1) f\n50 10\nfi=(2) /inline.h\n3 40\nfe=(1)\n52 40\nfi=(2)\n4 5\nfn=(2) g\n70 5'
    expect(functionsIn(dump(body))).toEqual({ f: ['/a.c', 50, 95, []], g: ['/a.c', 70, 5, []] })
  })

  test('may have addresses before the lines, more events, and jumps', () => {
    const body = 'fl=(1) /a.c\nfn=(1) f\n0x4000 16 60 7\njump=3 0x4010 20\n0x4008 17\n+4 +1 40 2'
    expect(functionsIn(dump(body, 'positions: instr line\nevents: Ir Dr\n'))).toEqual({ f: ['/a.c', 16, 100, []] })
  })

  test.for([
    ['nothing', ''],
    ['another file', '{"version": 1}\n'],
    ['a dump without totals', EXAMPLE.slice(0, -'totals: 820\n'.length)],
    ['a dump that ends within its totals', EXAMPLE.slice(0, -2)],
    ['totals that are no number', EXAMPLE.replace('totals: 820', 'totals: many')],
    ['totals of nothing', EXAMPLE.replace('totals: 820', 'totals:')],
  ])('%s is none', ([, text]) => {
    expect(readDump(text!)).toBeNull()
  })

  test('that is cut off anywhere is none', () => {
    fc.assert(
      fc.property(fc.nat(EXAMPLE.length - 1), (length) => {
        expect(readDump(EXAMPLE.slice(0, length))).toBeNull()
      }),
    )
  })

  test('never throws, whatever the text is', () => {
    const lines = fc.constantFrom(
      'fn=(1) a',
      'fn=',
      'cfn=(1)',
      'fl=(2',
      'calls=x 1',
      'calls=2',
      '12',
      '+',
      '* *',
      '-1 5',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(lines, fc.string()), { maxLength: 30 }), (body) => {
        readDump(dump(body.join('\n')))
      }),
    )
  })

  test('of any execution adds up to its total, and calls to what was called', () => {
    fc.assert(
      fc.property(executions, fc.nat(5), (all, callers) => {
        const { functions, total } = readDump(dumpTextOf(all, callers))!
        expect(total).toBe(all.reduce((sum, one) => sum + inclusiveOf(one), 0))
        expect(functions.reduce((sum, { own }) => sum + own, 0)).toBe(total)
      }),
    )
  })
})
