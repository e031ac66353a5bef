import { existsSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

type SystemError = NodeJS.ErrnoException

/** A path as the user knows it: relative to where the command was given. */
export function shown(path: string): string {
  return relative(process.cwd(), path) || '.'
}

/** What the action gives. Where the system refuses, throws LoadgateError: the sentence, with the path and the complaint. */
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
        messages.baselinesNotAFolder({ path: shown(blockerOf(path)) }),
        { cause },
      )
    // After the comma stands the path once more, in full.
    throw new LoadgateError(
      'baseline-access',
      sentence({ path: shown(path), problem: message.replace(/, .*$/s, '') }),
      { cause },
    )
  }
}

/** What the action gives, or null when what it reads is not there. */
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
