import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startWatchdog, type Watchdog } from '../../src/host/watchdog.ts'
import { serverSchema } from '../../src/model/server.ts'
import { provision } from '../../src/server/provision.ts'
import { findPython } from '../../src/server/venv.ts'

let watchdog: Watchdog
let folder: string
const care = () => ({ watchdog, signal: new AbortController().signal })

beforeAll(() => {
  watchdog = startWatchdog()
})

afterAll(() => watchdog.close())

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadgate-venv-'))
  return () => rmSync(folder, { recursive: true })
})

/** A lock of nothing: pip has nothing to fetch. */
const emptyLock = () => lock('# nothing\n')

function lock(text: string): string {
  const path = join(folder, 'requirements.txt')
  writeFileSync(path, text)
  return path
}

const node = serverSchema.parse({ name: 'node', command: ['node', 'x.js'] })
const flask = (python: string) =>
  serverSchema.parse({ name: 'flask', command: ['python', 'x.py'], env: { A: 'b' }, python })
const steps: string[] = []
const say = (step: string) => void steps.push(step)

test('servers that need no Python stay as they are', async () => {
  expect(await provision([node], folder, care(), say)).toEqual({ servers: [node], skipped: [] })
  expect(readdirSync(folder)).toEqual([])
})

test('where there is no Python, its servers are skipped, and others are not', async () => {
  const none = await findPython(care(), { PATH: folder })
  expect(none).toEqual({ missing: 'it needs Python 3.10 or later, and none is on the PATH' })
  vi.stubEnv('PATH', folder)
  try {
    expect(await provision([node, flask(emptyLock())], folder, care(), say)).toEqual({
      servers: [node],
      skipped: [{ server: 'flask', reason: 'it needs Python 3.10 or later, and none is on the PATH' }],
    })
  } finally {
    vi.unstubAllEnvs()
  }
})

test('Python, uv and pip get what other tools get, and not what a test runner, a hook or a terminal set', async () => {
  const told = '"<$VITEST$NODE_ENV$GIT_DIR$FORCE_COLOR$NO_COLOR>"'
  writeFileSync(join(folder, 'python3'), `#!/bin/sh\necho 3 12 1 ${told}\n`, { mode: 0o755 })
  writeFileSync(join(folder, 'uv'), `#!/bin/sh\n[ "$1" = --version ] || { echo ${told}; exit 1; }\n`, { mode: 0o755 })
  vi.stubEnv('PATH', folder)
  vi.stubEnv('GIT_DIR', '.git')
  vi.stubEnv('FORCE_COLOR', '1')
  try {
    expect(await findPython(care())).toEqual({ program: 'python3', version: '3.12.1 <1>' })
    const { skipped } = await provision([flask(emptyLock())], folder, care(), say)
    expect(skipped).toEqual([{ server: 'flask', reason: 'its venv could not be made (<1>)' }])
  } finally {
    vi.unstubAllEnvs()
  }
})

const python = await (async () => {
  const dog = startWatchdog()
  const found = await findPython({ watchdog: dog, signal: new AbortController().signal })
  await dog.close()
  return found
})()

test.skipIf('missing' in python)('a lock that is not there is an error that names it', async () => {
  const missing = join(folder, 'no.txt')
  await expect(provision([flask(missing)], folder, care(), say)).rejects.toThrow(`${missing} cannot be read (ENOENT)`)
})

const venvs = () => join(folder, 'venvs')

describe.skipIf('missing' in python)(`with a Python${'missing' in python ? `: ${python.missing}` : ''}`, () => {
  test('a lock has a venv of its own, which is made once, and made anew when it was left half made', async () => {
    steps.length = 0
    const first = await provision([flask(emptyLock())], venvs(), care(), say)
    const [server] = first.servers
    expect(server?.command[0]).toMatch(/\/venvs\/[0-9a-f]{16}\/bin\/python$/)
    expect(server?.env).toMatchObject({
      A: 'b',
      PATH: expect.stringMatching(/^[^:]*\/bin:/),
      VIRTUAL_ENV: expect.any(String),
    })
    expect(steps).toHaveLength(1)
    expect(await provision([flask(emptyLock())], venvs(), care(), say)).toEqual(first)
    expect(steps).toHaveLength(1)
    const second = await provision([flask(lock('# still nothing\n'))], venvs(), care(), say)
    expect(second.servers[0]?.command).not.toEqual(first.servers[0]?.command)
    expect([steps.length, readdirSync(venvs()).length]).toEqual([2, 2])
    rmSync(join(dirname(dirname(server?.command[0] ?? '')), '.whole'))
    expect(await provision([flask(emptyLock())], venvs(), care(), say)).toEqual(first)
    expect(steps).toHaveLength(3)
  })

  test('packages that cannot be had are a reason to skip, and leave nothing behind', async () => {
    const { servers, skipped } = await provision(
      [flask(lock(`no-such-package-of-loadgate==1.0 --hash=sha256:${'0'.repeat(64)}\n`))],
      venvs(),
      care(),
      say,
    )
    expect(servers).toEqual([])
    expect(skipped[0]?.reason).toMatch(/^its venv could not be filled \(/)
    expect(readdirSync(venvs())).toEqual([])
  })

  test('giving up leaves nothing behind', async () => {
    const controller = new AbortController()
    const going = provision([flask(emptyLock())], venvs(), { watchdog, signal: controller.signal }, () =>
      setTimeout(() => controller.abort(new Error('enough')), 300),
    )
    await expect(going).rejects.toThrow('enough')
    expect(readdirSync(venvs())).toEqual([])
  })
})
