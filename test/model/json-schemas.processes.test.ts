import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder } from '../baseline/baselines.ts'

const ROOT = join(import.meta.dirname, '../..')

test.for(['baseline', 'counted', 'report'])(
  'schema/%s.json is up to date; node build/json-schemas.ts writes it anew',
  (name) => {
    const folder = emptyFolder()
    execFileSync(process.execPath, [join(ROOT, 'build/json-schemas.ts'), folder])
    const committed = readFileSync(join(ROOT, `schema/${name}.json`), 'utf8')
    expect(readFileSync(join(folder, `${name}.json`), 'utf8')).toBe(committed)
  },
)
