import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { slugOf } from '../host/machine.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** Where baselines are kept, and what may be read and written there. */

type SystemError = NodeJS.ErrnoException

/** The folder of what was counted, beside those of the kinds of machine. */
export const COUNTED_FOLDER = 'counted'

/** The file's name in the folder of its machine. Titles that differ only in blanks, case or punctuation share one. */
export function fileNameOf(title: string): string {
  return `${slugOf(title)}.json`
}

/** The path of a scenario's baseline on one kind of machine. Throws LoadgateError when that is outside `folder`. */
export function pathOf(folder: string, machineId: string, title: string): string {
  const file = join(folder, machineId, fileNameOf(title))
  if (!isInside(resolve(folder), resolve(dirname(file))))
    throw new LoadgateError(
      'baseline-elsewhere',
      messages.baselineElsewhere({ path: displayPath(file), target: resolve(file), folder: displayPath(folder) }),
    )
  return file
}

/**
 * A committed symbolic link must not make the gate read or replace a file that isn't its own: throws LoadgateError when the
 * file or the folder that it is in leads out of `folder`. `folder` itself may be a link, because that is the user's own choice.
 */
export function refuseElsewhere(folder: string, file: string): void {
  const home = realPath(folder)
  for (const path of [dirname(file), file]) {
    const real = realPath(path)
    if (home !== null && real !== null && !isInside(home, real))
      throw new LoadgateError(
        'baseline-elsewhere',
        messages.baselineElsewhere({ path: displayPath(path), target: real, folder: displayPath(folder) }),
      )
  }
}

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))
const SCHEMAS = 'schema'
const INSTALLED = join('node_modules', 'loadgate', SCHEMAS)

/**
 * What a baseline in `folder` says in `$schema`: the relative path to the schema of the installed package, as seen from the
 * baseline's own folder. The package is looked for above the baselines, then above the folder that the gate runs in. In
 * loadgate's own repository, it is the schema there.
 */
export function schemaFor(folder: string, schema: 'baseline' | 'counted' = 'baseline', cwd = process.cwd()): string {
  const home = realPath(folder) ?? resolve(folder)
  const isOwn = isInside(resolve(PACKAGE), home)
  const root = isOwn ? resolve(PACKAGE) : (installedIn(dirname(home)) ?? installedIn(cwd) ?? dirname(home))
  return relative(join(home, 'machine'), join(root, isOwn ? SCHEMAS : INSTALLED, `${schema}.json`)).replaceAll(sep, '/')
}

/** The folder, or the nearest above it, that has loadgate installed; in a workspace that may be far up. */
function installedIn(folder: string): string | null {
  if (existsSync(join(folder, INSTALLED))) return folder
  const parent = dirname(folder)
  return parent === folder ? null : installedIn(parent)
}

/** A path as the user knows it: relative to where the command was given. */
export function displayPath(path: string): string {
  return relative(process.cwd(), path) || '.'
}

/** The result of `action`. Where the system refuses, throws LoadgateError with the sentence, the path and the complaint. */
export function withAccess<Result>(
  path: string,
  sentence: (what: { readonly path: string; readonly problem: string }) => string,
  action: () => Result,
): Result {
  try {
    return action()
  } catch (cause) {
    if (cause instanceof LoadgateError) throw cause
    const { code, message } = cause as SystemError
    if (code === 'ENOTDIR')
      throw new LoadgateError(
        'baselines-not-a-folder',
        messages.baselinesNotAFolder({ path: displayPath(blockerOf(path)) }),
        { cause },
      )
    // After the comma, the system repeats the path in full.
    const problem = message.replace(/, .*$/s, '')
    throw new LoadgateError('baseline-access', sentence({ path: displayPath(path), problem }), { cause })
  }
}

/** The result of `action`, or null when what it reads is not there. */
export function unlessMissing<Result>(action: () => Result): Result | null {
  try {
    return action()
  } catch (error) {
    if ((error as SystemError).code === 'ENOENT') return null
    throw error
  }
}

/** What stands where a folder is needed: the last part of the path that exists. */
function blockerOf(path: string): string {
  return existsSync(path) ? path : blockerOf(dirname(path))
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Where a path leads, with all links followed; null when there is nothing. */
function realPath(path: string): string | null {
  const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()
  // A link to something that is not there yet still leads somewhere.
  return unlessMissing(() => realpathSync(path)) ?? (link ? resolve(dirname(path), readlinkSync(path)) : null)
}
