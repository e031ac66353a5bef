import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileNameOf } from '../../src/baseline/files.ts'
import { readBaseline, writeBaseline } from '../../src/baseline/store.ts'
import { rounded } from '../../src/baseline/text.ts'
import { baseline, emptyFolder, machine, recorded, TITLE } from './baselines.ts'

const changed = baseline({ flask: recorded() })

test('a disk that has no room for all of it keeps the old baseline, and nothing else', () => {
  const folder = emptyFolder()
  writeBaseline(folder, baseline())
  // The limit ends each file of the process after 512 or 1024 bytes, which is not even one server.
  const script = 'ulimit -f 1 && exec "$0" "$@"'
  const program = join(import.meta.dirname, '../fixtures/baseline/write.ts')
  const args = ['-c', script, process.execPath, program, folder, JSON.stringify(changed)]
  expect(execFileSync('sh', args, { encoding: 'utf8' })).toContain('cannot be written (EFBIG: file too large)')
  expect(readBaseline(folder, machine.id, TITLE)).toEqual(rounded(baseline()))
  expect(readdirSync(join(folder, machine.id))).toEqual([fileNameOf(TITLE)])
})
