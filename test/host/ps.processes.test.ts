import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { usage, usageIn } from '../../src/host/usage.ts'
import { readPs } from '../../src/host/ps.ts'

test('the real ps says of a process what /proc says', async () => {
  // None of whose children has ended: ps leaves them out.
  const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)'])
  onTestFinished(() => void child.kill())
  await once(child.stdout, 'data')
  const pid = child.pid!
  const [own, ps] = [usage(pid)!, usageIn(readPs(), pid)!]
  expect(ps.pids[0]).toBe(pid)
  // It shows whole seconds on Linux.
  expect(Math.abs(ps.total - own.total)).toBeLessThan(5)
  expect(ps.memory).toBeGreaterThan(30e6)
})

/** A mount namespace of one's own, in which /proc is empty. */
const HIDDEN = ['--mount', 'sh', '-c', 'mount -t tmpfs none /proc && exec "$@"', 'sh']

const canHide = spawnSync('unshare', [...HIDDEN, 'true']).status === 0

/** What `usage` gives for a process of its own number where there is no /proc, with this program as ps. */
function usageWithout(ps: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'ps-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'ps'), `#!/bin/sh\n${ps}\n`)
  chmodSync(join(folder, 'ps'), 0o755)
  const module = pathToFileURL(join(import.meta.dirname, '../../src/host/usage.ts')).href
  const script = `const { usage } = await import('${module}'); console.log(JSON.stringify(usage(process.pid)))`
  const { stdout } = spawnSync('unshare', [...HIDDEN, process.execPath, '--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` },
  })
  return JSON.parse(stdout)
}

describe.skipIf(!canHide)('where there is no /proc', () => {
  test('the usage is that of ps', () => {
    expect(usageWithout('echo "$PPID 1 R+ 0:01.25 2000"; echo "77 $PPID S+ 0:00.50 1000"')).toMatchObject({
      total: 1.75,
      memory: 3000 * 1024,
      pids: [expect.any(Number) as number, 77],
    })
  })

  test('and ps fails, it is unknown, and never 0', () => {
    expect(usageWithout('exit 1')).toBeNull()
  })
})
