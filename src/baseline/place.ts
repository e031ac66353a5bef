import { lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { shown, unlessMissing } from './access.ts'
import { slugOf } from '../host/machine.ts'

/** The file's name in the folder of its machine. Titles that differ in blanks, case or punctuation only share one. */
export function fileNameOf(title: string): string {
  return `${slugOf(title)}.json`
}

/** Where the baseline of a scenario on one kind of machine is kept. Throws LoadgateError when that is outside `folder`. */
export function placeOf(folder: string, machineId: string, title: string): string {
  const file = join(folder, machineId, fileNameOf(title))
  if (!isInside(resolve(folder), resolve(dirname(file))))
    throw new LoadgateError(
      'baseline-elsewhere',
      messages.baselineElsewhere({ path: shown(file), target: resolve(file), folder: shown(folder) }),
    )
  return file
}

/**
 * A committed symbolic link must not make the gate read or replace what isn't its own: throws LoadgateError when the
 * file or the folder that it is in leads out of `folder`. `folder` itself may be a link, for it is the user's own choice.
 */
export function refuseElsewhere(folder: string, file: string): void {
  const home = realPath(folder)
  for (const path of [dirname(file), file]) {
    const real = realPath(path)
    if (home !== null && real !== null && !isInside(home, real))
      throw new LoadgateError(
        'baseline-elsewhere',
        messages.baselineElsewhere({ path: shown(path), target: real, folder: shown(folder) }),
      )
  }
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Where a path leads, all links followed; null when there is nothing. */
function realPath(path: string): string | null {
  const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()
  // A link to what is not there yet leads somewhere all the same.
  return unlessMissing(() => realpathSync(path)) ?? (link ? resolve(dirname(path), readlinkSync(path)) : null)
}
