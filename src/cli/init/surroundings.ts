import { accessSync, constants, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { version } from '../../host/own-package.ts'
import { LoadgateError } from '../../model/error.ts'
import { visible } from '../../report/safe.ts'
import type { Program } from './config-shape.ts'
import { readFolder, type Folder } from './folder.ts'
import { messages } from './messages.ts'
import type { Surroundings } from './entry.ts'
import { configName } from './config-name.ts'
import { recognise, type Seen } from './project.ts'

/** What a project without them gets. */
const VITEST = '^5.0.0'
const VITE = '^8.0.0'

/** Looks at a folder. Throws LoadgateError when there is none, or when it or its package.json cannot be read. */
export async function lookAround(dir: string | undefined): Promise<Surroundings> {
  const path = resolve(dir ?? '.')
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new LoadgateError('no-folder', messages.noFolder({ folder: visible(dir ?? '.') }))
  const folder = readable(path, () => readFolder(path))
  for (const file of ['package.json', '.gitignore', configName(folder.files)])
    if (file !== null && folder.files.has(file) && !folder.texts.has(file))
      throw unreadable(file, 'too large, or not allowed')
  const parse = configName(folder.files) === null ? null : await parser()
  const seen = recognise(folder)
  return {
    folder,
    seen,
    needs: needsOf(folder, seen),
    way: relative('.', path),
    parse,
  }
}

/** Without what a package.json above has. Yarn does not install the peers of Vitest. */
function needsOf({ above }: Folder, { packageManager }: Seen): Readonly<Record<string, string>> {
  const all = { loadgate: `^${version()}`, vitest: VITEST, ...(packageManager === 'yarn' ? { vite: VITE } : {}) }
  const isAbove = (name: string) => above.some(({ packageText }) => packageText?.includes(`"${name}":`) === true)
  return Object.fromEntries(Object.entries(all).filter(([name]) => !isAbove(name)))
}

function readable<T>(folder: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw unreadable(folder, code ?? message)
  }
}

function unreadable(what: string, problem: string): LoadgateError {
  return new LoadgateError('not-readable', messages.notReadable({ what, problem }))
}

/** Throws LoadgateError when nothing can be written to a folder. */
export function checkWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK)
  } catch (cause) {
    const problem = (cause as NodeJS.ErrnoException).code ?? ''
    throw new LoadgateError('not-writable', messages.notWritable({ folder, problem }), { cause })
  }
}

/** Vitest's own parser, which is loaded only where there is a configuration; null where Vitest is not installed. */
async function parser(): Promise<((text: string) => Program) | null> {
  try {
    const { parseAst } = await import('vitest/node')
    return (text) => parseAst(text, { lang: 'ts' })
  } catch {
    return null
  }
}
