import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const folder = new URL('../../../bench/calibrate/', import.meta.url)

/** Whatever touches processes, files or the clock; all the rest only computes and renders. */
const RIM =
  'arguments code committed condense gate live main neighbour neighbour-process plain-load plant planted pool-files records session'.split(
    ' ',
  )

const pure = readdirSync(folder).filter((file) => file.endsWith('.ts') && !RIM.includes(file.replace(/\.ts$/, '')))

test('most of calibrating is pure', () => {
  expect(pure.length).toBeGreaterThan(20)
})

test.for(pure)('%s has no effects', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  expect(text).not.toMatch(/from 'node:|Date\.now|Math\.random|process\.|new Date\(/)
})
