import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Care } from '../host/child.ts'
import { findPython, venvFor } from '../server/venv.ts'

/** Of the releases for Linux on x86-64, on 64 and on 32 bits of ARM. */
const LOCK = `py-spy==0.4.3 \\
    --hash=sha256:8a4277225f470d394a85cca0cdd944bef87f0097b6f20150a6dd3ac2e92806b8 \\
    --hash=sha256:bbcec46930d464b3bfc142d6d02ade4dd8ad5627823263b3eff0280e80c7c132 \\
    --hash=sha256:885d61020f763792e99cb3ad0788ae424b73cef45d5420ec9683f30e270b5d75
`

/** The program, or why there is none, in words for the end of a sentence. */
export type PySpy = { readonly program: string } | { readonly missing: string }

/** Looks for it once. */
export type OpenPySpy = () => Promise<PySpy>

/** From PyPI, into a venv below `folder` that is made when it is asked for. Throws the reason of the signal. */
export function openPySpy(folder: string, care: Care, onProgress: (step: string) => void): OpenPySpy {
  let opening: Promise<PySpy> | undefined
  return () => (opening ??= install(resolve(folder), care, onProgress))
}

async function install(folder: string, care: Care, onProgress: (step: string) => void): Promise<PySpy> {
  const python = await findPython(care)
  if ('missing' in python) return python
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, 'py-spy.txt')
  writeFileSync(lock, LOCK)
  const venv = await venvFor(lock, folder, python, care, onProgress)
  return 'missing' in venv ? venv : { program: join(venv.bin, 'py-spy') }
}
