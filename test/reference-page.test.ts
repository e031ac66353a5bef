import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { optionsOf, referencePage } from '../build/reference-page.ts'
import { limitsSchema } from '../src/model/limits.ts'
import { claimSchema, scenarioSchema } from '../src/model/scenario.ts'
import { serverSchema } from '../src/model/server.ts'
import { projectSchema } from '../src/options/project.ts'
import { VARIABLES } from '../src/options/settings.ts'

const ROOT = join(import.meta.dirname, '..')

test('docs/reference.md is up to date; node build/reference.ts writes it anew', () => {
  expect(readFileSync(join(ROOT, 'docs/reference.md'), 'utf8')).toBe(referencePage())
})

test.for(Object.entries({ limitsSchema, serverSchema, scenarioSchema, claimSchema, projectSchema }))(
  'every option of %s says what it is for, in a sentence',
  ([, schema]) => {
    const silent = optionsOf(schema).filter(({ description }) => !/[a-z].*\.$/.test(description))
    expect(silent.map(({ name }) => name)).toEqual([])
  },
)

test('every environment variable says what it is for', () => {
  for (const what of Object.values(VARIABLES)) expect(what).toMatch(/\.$/)
})

describe('an option', () => {
  const schema = z.strictObject({
    path: z.string().describe('Where.'),
    waves: z.int().min(1).max(9).default(3).describe('How many.'),
    steps: z.array(z.strictObject({ run: z.enum(['once', 'always']).optional() })).optional(),
    port: z.union([z.literal('free'), z.int()]).optional(),
    env: z.record(z.string(), z.string()).default({}),
  })
  const named = (name: string) => optionsOf(schema).find((option) => option.name === name)

  test('is required when it has no default and is not optional', () => {
    expect(named('path')).toEqual({ name: 'path', type: 'text', default: null, required: true, description: 'Where.' })
  })

  test('shows its limits and its default', () => {
    expect(named('waves')).toMatchObject({ type: 'whole number from 1 to 9', default: '3', required: false })
  })

  test('of an object in a list has the name of the list before its own', () => {
    expect(named('steps[].run')).toMatchObject({ type: '`"once"`, `"always"`', required: false })
  })

  test('may be of several types', () => {
    expect(named('port')).toMatchObject({ type: '`"free"` or whole number' })
  })

  test('that is empty by default shows no default', () => {
    expect(named('env')).toMatchObject({ type: 'names to text', default: null })
  })
})
