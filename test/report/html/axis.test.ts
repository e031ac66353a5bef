import fc from 'fast-check'
import { expect, test } from 'vitest'
import { axisFor, WIDTH } from '../../../src/report/html/axis.ts'

const change = fc.double({ min: -0.95, max: 20, noNaN: true })

test('half and twice are equally far from nothing', () => {
  const { at } = axisFor([-0.5, 1])
  expect(at(0) - at(-0.5)).toBeCloseTo(at(1) - at(0), -1)
})

test('every change has its place on the drawing, in their order', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 2, maxLength: 20 }), (changes) => {
      const places = changes.toSorted((a, b) => a - b).map(axisFor(changes).at)
      expect(places).toEqual(places.toSorted((a, b) => a - b))
      for (const place of places) expect(place >= 0 && place <= WIDTH).toBe(true)
    }),
  )
})

test('nothing has a tick, and no two labels are in each other’s way', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      const { ticks } = axisFor(changes)
      expect(ticks.map((tick) => tick.change)).toContain(0)
      ticks
        .slice(1)
        .forEach((tick, index) => expect(tick.place - ticks[index]!.place).toBeGreaterThanOrEqual(WIDTH / 7))
    }),
  )
})

test('without changes there is an axis all the same, and what cannot be drawn is put at its end', () => {
  const { at } = axisFor([])
  expect(at(0)).toBe(WIDTH / 2)
  expect(at(-1)).toBe(0)
  expect(at(1000)).toBe(WIDTH)
})
