import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { findPython } from '../../src/server/venv.ts'
import { venvFor } from '../../src/server/venv.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'

/** A checker of workflows, or why it is missing here. */
export type Tool = { readonly program: string } | { readonly missing: string }

const ACTIONLINT = 'v1.7.12'

const ONLY_IN_CI = 'downloaded only where CI=true'

const root = fileURLToPath(new URL('../..', import.meta.url))
const tools = join(root, '.loadgate', 'tools')

/** Downloads take minutes, so only CI does them. */
const mayDownload = process.env['CI'] === 'true'

/** From Go's module proxy, always in this version: others know other runners. */
export async function actionlint(): Promise<Tool> {
  const folder = join(tools, `actionlint-${ACTIONLINT}`)
  const program = join(folder, 'actionlint')
  if (existsSync(program)) return { program }
  if (!mayDownload) return { missing: ONLY_IN_CI }
  const { failed, code, stderr } = await execa(
    'go',
    ['install', `github.com/rhysd/actionlint/cmd/actionlint@${ACTIONLINT}`],
    { env: { GOBIN: folder }, reject: false, timeout: 240_000 },
  )
  if (code === 'ENOENT') return { missing: 'actionlint is built by Go, which is not on the PATH' }
  return failed ? { missing: `go install: ${stderr?.trim().split('\n').at(-1) ?? ''}` } : { program }
}

/** From PyPI, in the version and with the hashes of its lock. */
export async function zizmor(): Promise<Tool> {
  if (!mayDownload) return { missing: ONLY_IN_CI }
  const watchdog = startWatchdog()
  try {
    const care = { watchdog, signal: AbortSignal.timeout(240_000) }
    const python = await findPython(care)
    if ('missing' in python) return python
    const venv = await venvFor(join(root, 'test', 'workflows', 'zizmor.txt'), tools, python, care, () => undefined)
    return 'missing' in venv ? venv : { program: join(venv.bin, 'zizmor') }
  } finally {
    await watchdog.close()
  }
}
