import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Watchdog } from '../../src/host/watchdog.ts'
import { countSystemCalls } from '../../src/trace/strace.ts'

/** Puts a program of this name before all others, and notes which processes are watched. */
function straceThat(script: string): { readonly watchdog: Watchdog; readonly watched: ReadonlySet<number> } {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-strace-'))
  writeFileSync(join(folder, 'strace'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'strace'), 0o755)
  vi.stubEnv('PATH', [folder, process.env['PATH']].join(delimiter))
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })
  const watched = new Set<number>()
  const watch = (pid: number) => void watched.add(pid)
  const forget = (pid: number) => void watched.delete(pid)
  return { watchdog: { watch, forget } as unknown as Watchdog, watched }
}

test('a gate that is given up does not wait for a strace that says nothing', async () => {
  const { watchdog, watched } = straceThat('exec sleep 60')
  const gone = new AbortController()
  const counting = countSystemCalls([process.pid], { watchdog, signal: gone.signal }, async () => {})
  gone.abort(new Error('enough'))
  await expect(counting).rejects.toThrow('enough')
  expect([...watched]).toEqual([])
})

test('what was to be counted may fail, and strace is not watched any more', async () => {
  const { watchdog, watched } = straceThat('echo attached >&2; exec sleep 60')
  const failing = async () => {
    expect(watched.size).toBe(1)
    throw new Error('no answers')
  }
  const signal = new AbortController().signal
  await expect(countSystemCalls([process.pid], { watchdog, signal }, failing)).rejects.toThrow('no answers')
  expect([...watched]).toEqual([])
})
