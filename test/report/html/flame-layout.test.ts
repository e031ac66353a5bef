import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  amount,
  frameLabel,
  frameText,
  layOut,
  shadeOf,
  signedAmount,
  type Stack,
} from '../../../src/report/html/flame-layout.ts'

const VIEWS = ['change', 'both', 'before', 'now'] as const

const own = fc.nat(100_000)

/** Stacks each of which was called by an earlier one, or by nobody. */
const stacks: fc.Arbitrary<Stack[]> = fc
  .array(fc.tuple(fc.nat(5), fc.nat(), own, own), { minLength: 1, maxLength: 40 })
  .map((all) => all.map(([fn, parent, before, now], index): Stack => [fn, (parent % (index + 1)) - 1, before, now]))

const parentOf = (all: readonly Stack[], index: number) => all[index]?.[1] ?? -1

test('a frame lies below its caller and within it, and the frames of a row do not overlap', () => {
  fc.assert(
    fc.property(stacks, fc.constantFrom(...VIEWS), (all, view) => {
      const boxes = layOut(all, view, -1, 0)
      expect(boxes).toHaveLength(all.length + 1)
      for (const box of boxes.slice(1)) {
        const caller = boxes.find(({ index }) => index === parentOf(all, box.index))!
        expect(box.depth).toBe(caller.depth + 1)
        expect(box.x).toBeGreaterThanOrEqual(caller.x - 1e-9)
        expect(box.x + box.width).toBeLessThanOrEqual(caller.x + caller.width + 1e-9)
      }
      for (const row of Map.groupBy(boxes, ({ depth }) => depth).values()) {
        const sorted = row.toSorted((a, b) => a.x - b.x)
        sorted.slice(1).forEach((box, place) => {
          const left = sorted[place]!
          expect(box.x).toBeGreaterThanOrEqual(left.x + left.width - 1e-9)
        })
      }
    }),
  )
})

test('all together takes what the stacks take, before and now', () => {
  fc.assert(
    fc.property(stacks, (all) => {
      const [whole] = layOut(all, 'both', -1, 0)
      expect(whole?.before).toBe(all.reduce((sum, [, , before]) => sum + before, 0))
      expect(whole?.now).toBe(all.reduce((sum, [, , , now]) => sum + now, 0))
    }),
  )
})

const STACKS: readonly Stack[] = [
  [0, -1, 100, 100],
  [1, 0, 200, 300],
  [2, 0, 600, 600],
  [3, 1, 100, 0],
]

const widths = (view: (typeof VIEWS)[number], root = -1) =>
  Object.fromEntries(layOut(STACKS, view, root, 0).map(({ index, width }) => [index, Number(width.toFixed(3))]))

test('a frame is as wide as its part of the change, of both sides, or of one', () => {
  expect(widths('change')).toEqual({ '-1': 1, 0: 1, 1: 1, 2: 0, 3: 0.5 })
  expect(widths('before')).toEqual({ '-1': 1, 0: 1, 1: 0.3, 2: 0.6, 3: 0.1 })
  expect(widths('now')).toEqual({ '-1': 1, 0: 1, 1: 0.3, 2: 0.6, 3: 0 })
  // What is gone is there, too: 100 + 300 + 600 + 100.
  expect(widths('both')).toEqual({ '-1': 1, 0: 1, 1: 0.364, 2: 0.545, 3: 0.091 })
})

test('a frame that is zoomed in is as wide as the drawing, and so are its callers above', () => {
  expect(widths('before', 1)).toEqual({ '-1': 1, 0: 1, 1: 1, 3: 0.333 })
  expect(layOut(STACKS, 'before', 1, 0).map(({ index, depth }) => [index, depth])).toEqual([
    [-1, 0],
    [0, 1],
    [1, 2],
    [3, 3],
  ])
})

test('frames that are too narrow are left out with what they call, and leave their room', () => {
  const boxes = layOut(STACKS, 'before', -1, 0.2)
  expect(boxes.map(({ index }) => index)).toEqual([-1, 0, 2, 1])
})

test('chains of ten thousand calls are laid out', () => {
  const chain = Array.from({ length: 10_000 }, (_, index): Stack => [0, index - 1, 1, 1])
  expect(layOut(chain, 'both', -1, 0).at(-1)).toMatchObject({ depth: 10_000 })
})

test('nothing at all, and parents that do not exist, are no frames', () => {
  expect(layOut([], 'both', -1, 0)).toHaveLength(1)
  expect(
    layOut(
      [
        [0, 7, 1, 1],
        [0, 1, 1, 1],
      ],
      'both',
      -1,
      0,
    ),
  ).toHaveLength(1)
})

test('shades say how much of a frame changed, and which way', () => {
  expect([shadeOf(1000, 1001), shadeOf(1000, 1020), shadeOf(1000, 1200), shadeOf(0, 1000)]).toEqual([
    'same',
    'more-1',
    'more-2',
    'more-3',
  ])
  expect([shadeOf(1020, 1000), shadeOf(1200, 1000), shadeOf(1000, 0)]).toEqual(['less-1', 'less-2', 'less-3'])
})

test('amounts have three digits, and changes a sign', () => {
  expect([0, 840, 999.6, 65_512, 2_136_114, 3.2e9].map(amount)).toEqual([
    '0',
    '840',
    '1.00k',
    '65.5k',
    '2.14M',
    '3.20G',
  ])
  expect([21_400, -3200, 0.2, -0.2].map(signedAmount)).toEqual(['+21.4k', '−3.20k', '±0', '±0'])
})

test('a frame says its name, its change if it is worth saying, its place, and both sides', () => {
  const dearer = { before: 1000, now: 2000 }
  expect([frameLabel('set', dearer), frameLabel('set', null), frameLabel('set', { before: 1000, now: 1001 })]).toEqual([
    'set +1.00k',
    'set',
    'set',
  ])
  expect(frameText(['set', 'a.js:2'], dearer, [500, 700], true)).toBe(
    'set +1.00k, a.js:2: 1.00k → 2.00k instructions per request, of these itself 500 → 700',
  )
  expect(frameText(['fastify', ''], dearer, null, false)).toBe('fastify: 2.00k instructions per request')
})
