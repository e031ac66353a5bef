import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { counterHere } from '../../src/count/counter-here.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'
import { reason, valgrind } from './fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'loadgate-tools-'))
const watchdog = startWatchdog()
afterEach(() => vi.unstubAllEnvs())
afterAll(async () => {
  await watchdog.close()
  rmSync(folder, { recursive: true })
})

/** Counting here, with other programs in place of the real ones. */
async function withTools(
  tools: Record<string, string>,
  others = process.env.PATH ?? '',
  within?: number,
): Promise<string | undefined> {
  const bin = mkdtempSync(join(folder, 'bin-'))
  for (const [name, script] of Object.entries(tools)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  vi.stubEnv('PATH', [bin, others].join(delimiter))
  const here = await counterHere(watchdog, process.platform, within)
  return 'notCounted' in here ? here.notCounted : undefined
}

test.skipIf(valgrind === '')(`valgrind is here, and its version is told${reason}`, async () => {
  expect(await counterHere(watchdog)).toEqual({ valgrind: expect.stringMatching(/^\d+\.\d+/) })
})

test.skipIf(valgrind === '')(`it is spoken to where LOGNAME and HOST are empty${reason}`, async () => {
  vi.stubEnv('LOGNAME', '')
  vi.stubEnv('HOST', '')
  expect(await counterHere(watchdog)).toEqual({ valgrind })
})

test.skipIf(valgrind === '')(`without a folder for temporary files the reason names it${reason}`, async () => {
  vi.stubEnv('TMPDIR', join(folder, 'none'))
  expect(await counterHere(watchdog)).toEqual({
    notCounted: expect.stringMatching(/^no folder for the counters can be made in .*none \(ENOENT\); set TMPDIR/),
  })
})

test.skipIf(valgrind === '')(`a folder that valgrind would misread is not used${reason}`, async () => {
  const odd = mkdtempSync(join(folder, 'a%b-'))
  vi.stubEnv('TMPDIR', odd)
  expect(await counterHere(watchdog)).toEqual({ valgrind })
})

test('without valgrind the reason says how to install it', async () => {
  expect(await withTools({}, '/nowhere')).toMatch(/^valgrind is not installed \(`sudo (apt-get|dnf|apk) .*valgrind/)
})

test.for([
  ['echo valgrind-3.15.0', 'valgrind 3.15.0 is too old, it takes 3.16 or later'],
  ['echo a horse', '`valgrind --version` says "a horse" and no version'],
  [
    'echo "valgrind: failed to start" >&2; exit 1',
    '`valgrind --version` says "valgrind: failed to start" and no version',
  ],
  ['exit 1', '`valgrind --version` says "" and no version'],
] as const)('a valgrind that does `%s` is not used', async ([script, told]) => {
  expect(await withTools({ valgrind: script })).toMatch(told)
})

test('a valgrind that does not even say its version in time is not waited for', async () => {
  expect(await withTools({ valgrind: 'exec sleep 60' }, undefined, 1)).toBe(
    '`valgrind --version` did not end within 1 s',
  )
})

test('a valgrind that runs nothing is quoted', async () => {
  const script =
    'if [ "$1" = --version ]; then echo valgrind-3.19.0; else echo "valgrind: fatal error: no tool" >&2; exit 1; fi'
  expect(await withTools({ valgrind: script })).toBe(
    'valgrind 3.19.0 does not get `sleep` to run here (it says: valgrind: fatal error: no tool)',
  )
})

test.skipIf(valgrind === '')(`where ptrace is refused, the reason says what to allow${reason}`, async () => {
  const script =
    'echo "sending command instrumentation on to pid 1" >&2; echo "syscall failed: Operation not permitted" >&2; exit 1'
  expect(await withTools({ vgdb: script })).toMatch(
    /^valgrind cannot be spoken to in process \d+ \(vgdb: syscall failed: Operation not permitted\)\. It needs ptrace/,
  )
})

test.skipIf(valgrind === '')(`an answer that is not understood is quoted, with the version${reason}`, async () => {
  expect(await withTools({ vgdb: 'echo instrumentation: perhaps' })).toBe(
    `callgrind of valgrind ${valgrind} answers something that is not understood: "instrumentation: perhaps"`,
  )
})

test.for([
  ['darwin', 'instructions are counted by valgrind, which has to run on Linux (this is macOS)'],
  ['win32', 'instructions are counted by valgrind, which has to run on Linux (this is Windows)'],
] as const)('on %s nothing is tried', async ([platform, told]) => {
  expect(await counterHere(watchdog, platform)).toEqual({ notCounted: told })
})
