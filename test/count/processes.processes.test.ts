import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { processesUnder } from '../../src/count/processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'loadgate-processes-'))
const plain = spawn('sleep', ['60'])
afterAll(() => {
  plain.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

test('a process that runs without valgrind is outside, whatever pipes there are', () => {
  writeFileSync(join(folder, `vgdb-shared-mem-vgdb-${plain.pid}-by-me-on-here`), '')
  writeFileSync(join(folder, 'vgdb-shared-mem-vgdb-x-by-me-on-here'), '')
  expect(processesUnder(folder, plain.pid!)).toEqual({ counted: [], outside: [plain.pid] })
})

test('a process that is gone is nowhere', () => {
  writeFileSync(join(folder, 'vgdb-shared-mem-vgdb-999999999-by-me-on-here'), '')
  expect(processesUnder(folder, 999_999_999)).toEqual({ counted: [], outside: [] })
})
