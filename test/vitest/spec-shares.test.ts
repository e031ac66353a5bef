import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { sharesOf } from '../../src/vitest/spec-shares.ts'

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const files = ['spec-shares.test.ts', 'spec-files.test.ts'].map((name) => ({ moduleId: pathOf(name) }))
const sizes = files.map(({ moduleId }) => statSync(moduleId).size)

const took = (...durations: readonly (number | null)[]) => {
  const byFile = new Map(files.map((file, index) => [file, durations[index] ?? null]))
  return (file: (typeof files)[number]) => {
    const duration = byFile.get(file) ?? null
    return duration === null ? undefined : { failed: duration < 0, duration: Math.abs(duration) }
  }
}

describe('a spec file is as much of a run', () => {
  test('as it took of the last one', () => {
    expect(sharesOf(files, took(90_000, 400))).toEqual([90_000, 400])
  })

  test('as it has bytes, where one of them never ran or failed', () => {
    expect(sharesOf(files, took(90_000))).toEqual(sizes)
    expect(sharesOf(files, took(90_000, -400))).toEqual(sizes)
  })

  test('as nothing, where it is gone', () => {
    expect(sharesOf([{ moduleId: pathOf('gone.test.ts') }], () => undefined)).toEqual([0])
  })
})
