import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WhereFunction } from '../../src/model/where.ts'
import { readSamples, withoutChance } from '../../src/where/samples.ts'
import type { Stack } from '../../src/where/stacks.ts'
import { totalOf } from './fixture.ts'

const RAW = `process 12:"python -c 'a;b'";<module> (/app/main.py:1);Shop.rows (/app/shop.py:4);Shop.row (/app/shop.py:9) 30
process 12:"python -c 'a;b'";<module> (/app/main.py:1);Shop.rows (/app/shop.py:4) 10
<module> (/app/main.py:1);walk (/app/my app (1)/walk.py:2);walk (/app/my app (1)/walk.py:2);dumps (/usr/lib/python3.11/json/__init__.py:183) 10
`

const sources = {
  root: '/app',
  linesIn: (path: string) => (name: string) => (`${path} ${name}` === '/app/shop.py Shop.row' ? 10 : null),
}

/** A line per chain: its functions with file and line, and instructions. */
function linesOf({ frame, own, callees }: Stack, outside = ''): readonly string[] {
  const chain = frame === null ? '-' : `${outside}>${frame.name} ${frame.file}:${frame.line}`
  return [`${chain} ${Math.round(own)}`, ...[...callees.values()].flatMap((one) => linesOf(one, chain))]
}

describe('samples of py-spy', () => {
  test('are shares of what was counted, by chain', () => {
    const { stacks, samples } = readSamples(RAW, 1_000, sources)
    expect(samples).toBe(50)
    expect(linesOf(stacks)).toEqual([
      '- 0',
      '-><module> main.py:1 0',
      '-><module> main.py:1>Shop.rows shop.py:4 200',
      '-><module> main.py:1>Shop.rows shop.py:4>Shop.row shop.py:10 600',
      '-><module> main.py:1>walk my app (1)/walk.py:2 0',
      '-><module> main.py:1>walk my app (1)/walk.py:2>dumps json/__init__.py:183 200',
    ])
  })

  test('of nothing are none', () => {
    expect(readSamples('', 1_000, sources)).toMatchObject({ samples: 0, stacks: { own: 0 } })
    expect(readSamples('no sample here\n; 0\n', 1_000, sources).samples).toBe(0)
  })

  test('add up to what was counted, whatever the text is', () => {
    const lines = fc.constantFrom('a (/b.py:1);c (/d.py:2) 3', ' 4', '; 2', 'a (b) 1', 'x')
    fc.assert(
      fc.property(fc.array(fc.oneof(lines, fc.string())), (all) => {
        const { stacks, samples } = readSamples(all.join('\n'), 1_000, sources)
        expect(totalOf(stacks)).toBeCloseTo(samples === 0 ? 0 : 1_000, 6)
      }),
    )
  })
})

const changeOf = (before: number, now: number, samples: number): number | null => {
  const one = { change: now - before, own: { before, now } } as WhereFunction
  return withoutChance([one], { before: 10_000, now: 10_000 }, { before: samples, now: samples })[0]!.change
}

describe('a change between samples', () => {
  test.for<[number, number, number, number]>([
    [1_000, 1_500, 3_000, 500],
    [1_000, 1_100, 3_000, 0],
    [1_000, 1_100, 300_000, 100],
    [0, 500, 3_000, 500],
    [0, 5, 3_000, 0],
    [0, 0, 3_000, 0],
  ])('from %i to %i of 10,000 by %i samples is %i', ([before, now, samples, change]) => {
    expect(changeOf(before, now, samples)).toBe(change)
  })

  test('by chance is hardly ever one', () => {
    // Two sides with the same shares, drawn 1,000 times by a fixed sequence of numbers.
    let state = 1
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
    const drawn = () => Array.from({ length: 500 }, random).filter((one) => one < 0.2).length * 20
    const wrong = Array.from({ length: 1_000 }, () => changeOf(drawn(), drawn(), 500)).filter((one) => one !== 0)
    expect(wrong.length).toBeLessThan(10)
  })
})
