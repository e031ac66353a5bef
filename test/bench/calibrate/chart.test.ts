import { expect, test } from 'vitest'
import { barChart } from '../../../bench/calibrate/chart.ts'
import { share } from '../../../bench/calibrate/share.ts'

const barOf = (hits: number, trials: number) =>
  barChart([{ title: 't', bars: [{ label: 'x', ...share(hits, trials) }] }]).split('\n')[1] ?? ''

test('what is shown, seen and possible are three shades, and the counts stand behind', () => {
  expect(
    barChart([
      {
        title: 'A/B',
        bars: [
          { label: '+0 %', ...share(0, 60) },
          { label: '+10 %', ...share(45, 60) },
        ],
      },
      { title: 'plain', bars: [{ label: '+0 %', ...share(60, 60) }] },
    ]),
  ).toMatchInlineSnapshot(`
    "A/B
    +0 %  ▕░░░                                               ▏0 % · 0 of 60
    +10 % ▕████████████████████████████████▓▓▓▓▓▓░░░░        ▏75 % · 45 of 60
    plain
    +0 %  ▕███████████████████████████████████████████████▓▓▓▏100 % · 60 of 60
           0 %                      50 %                     100 %
    █ shown at 95 %   ▓ seen   ░ possible at 95 %"
  `)
})

test('a single hit of many is seen, and a single miss too', () => {
  expect(barOf(1, 1000)).toContain('▓')
  expect(barOf(999, 1000)).not.toMatch(/[█▓]{50}/)
  expect(barOf(0, 1000)).not.toMatch(/[█▓]/)
  expect(barOf(1000, 1000)).toMatch(/[█▓]{50}/)
})

test('all bars are as wide as each other', () => {
  const widths = [0, 1, 7, 30, 59, 60].map((hits) => barOf(hits, 60).indexOf('▏'))
  expect(new Set(widths).size).toBe(1)
})

test('what was not measured says so', () => {
  expect(barOf(0, 0)).toContain('not measured')
})
