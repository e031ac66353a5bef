import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = new URL('../../../bench/calibrate/', import.meta.url)

/** Files with processes, files or the clock. All others only compute and render. */
const EFFECTS =
  'arguments code-digest counted-gate counted-session json-lines main neighbour plant recordings records showcase-records showcase-session timed-gate timed-session'.split(
    ' ',
  )

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''))
const pure = names.filter((name) => !EFFECTS.includes(name))

test('more than half of calibrating is pure', () => {
  expect(pure.length).toBeGreaterThan(names.length / 2)
})

test('pure files have no effects, and import values only from pure ones', () => {
  const impure = pure.filter((name) => {
    const text = readFileSync(new URL(`${name}.ts`, folder), 'utf8')
    const imported = [...text.matchAll(/^import (?!type )[^']*from '\.\/(.*?)\.ts'/gm)].map((match) => match[1] ?? '')
    const hasEffects = /from 'node:|Date\.now|Math\.random|process\.|new Date\(/.test(text)
    return hasEffects || imported.some((one) => EFFECTS.includes(one))
  })
  expect(impure).toEqual([])
})
