import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { LoadgateError } from '../model/error.ts'
import { parseJson } from './json.ts'
import { messages } from './messages.ts'
import {
  COUNTED_FOLDER,
  displayPath,
  fileNameOf,
  pathOf,
  refuseElsewhere,
  schemaFor,
  unlessMissing,
  withAccess,
} from './files.ts'
import type { MachineInfo, Baseline } from '../model/baseline.ts'
import { parseBaseline, parseMachine, parseTitle, problemsIn } from './parse.ts'
import { baselineText } from './text.ts'

/**
 * What was recorded of a scenario on one kind of machine; null only when there is no file. Throws LoadgateError, with
 * the file and the field, when the file cannot be read, is not valid, or belongs to another machine or scenario.
 */
export function readBaseline(folder: string, machineId: string, title: string): Baseline | null {
  const file = pathOf(folder, machineId, title)
  const text = readText(folder, file)
  if (text === null) return null
  const baseline = parseBaseline(text, displayPath(file))
  refuseOtherMachine(file, baseline.machine.id, machineId)
  if (baseline.scenario.title !== title)
    throw new LoadgateError(
      'baseline-of-other-scenario',
      messages.baselineOfOtherScenario({ file: displayPath(file), found: baseline.scenario.title, wanted: title }),
    )
  return baseline
}

/**
 * Replaces the file of the baseline's scenario and machine, and returns its path. `$schema` is filled in. Throws LoadgateError
 * when that fails; the old file is then unchanged, and nothing is left beside it.
 */
export function writeBaseline(folder: string, baseline: Omit<Baseline, '$schema'>): string {
  const file = pathOf(folder, baseline.machine.id, baseline.scenario.title)
  const $schema = withAccess(file, messages.baselineUnwritable, () => schemaFor(folder))
  const text = baselineText({ ...baseline, $schema })
  refuseUnreadable(displayPath(file), text)
  replaceIn(folder, file, text)
  return file
}

/** Replaces a file below `folder` by a text. Throws LoadgateError when it cannot, or when the file leads elsewhere. */
export function replaceIn(folder: string, file: string, text: string): void {
  withAccess(file, messages.baselineUnwritable, () => {
    refuseElsewhere(folder, file)
    mkdirSync(resolve(dirname(file)), { recursive: true })
    replace(file, text)
  })
}

/** The kinds of machine that have a baseline of this scenario, by id. Throws LoadgateError when one cannot be read. */
export function machinesWith(folder: string, title: string): readonly MachineInfo[] {
  return foldersIn(folder).flatMap((id) => {
    const file = pathOf(folder, id, title)
    const text = readText(folder, file)
    if (text === null) return []
    const machine = parseMachine(text, displayPath(file))
    refuseOtherMachine(file, machine.id, id)
    return [machine]
  })
}

/**
 * The scenarios that have a baseline in the folders `among`, of any machine by default: by title, and a sentence for each file
 * whose title cannot be read.
 */
export function titlesIn(
  folder: string,
  among: readonly string[] = foldersIn(folder),
): { readonly titles: readonly string[]; readonly problems: readonly string[] } {
  const problems: string[] = []
  const attempt = <Result>(action: () => readonly Result[]): readonly Result[] => {
    try {
      return action()
    } catch (error) {
      if (!(error instanceof LoadgateError)) throw error
      problems.push(error.message)
      return []
    }
  }
  const files = among.flatMap((id) => attempt(() => filesIn(join(folder, id))))
  const titles = files.flatMap((file) => attempt(() => [titleIn(folder, file)]))
  return { titles: [...new Set(titles)].toSorted(), problems }
}

function titleIn(folder: string, file: string): string {
  const title = parseTitle(readText(folder, file) ?? '', displayPath(file))
  const name = fileNameOf(title)
  if (name !== basename(file))
    throw new LoadgateError('misnamed-baseline', messages.misnamedBaseline({ file: displayPath(file), title, name }))
  return title
}

function foldersIn(folder: string): readonly string[] {
  const entries = withAccess(folder, messages.baselineUnreadable, () =>
    unlessMissing(() => readdirSync(folder, { withFileTypes: true })),
  )
  const folders = (entries ?? []).filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
  const names = folders.map(({ name }) => name)
  return names.filter((name) => name !== COUNTED_FOLDER).toSorted()
}

function filesIn(folder: string): readonly string[] {
  const names = withAccess(folder, messages.baselineUnreadable, () => unlessMissing(() => readdirSync(folder)))
  const files = (names ?? []).filter((name) => name.endsWith('.json')).toSorted()
  return files.map((name) => join(folder, name))
}

/** The text of a file below `folder`, or null when there is none. Throws LoadgateError when it cannot be read, is no text, or leads elsewhere. */
export function readText(folder: string, file: string): string | null {
  const bytes = withAccess(file, messages.baselineUnreadable, () => {
    refuseElsewhere(folder, file)
    refuseEndless(file)
    return unlessMissing(() => readFileSync(file))
  })
  if (bytes && !isUtf8(bytes)) throw unreadable(file, 'it is not UTF-8 text')
  return bytes?.toString() ?? null
}

/** Reading a pipe or a device would wait for ever. */
function refuseEndless(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found && !found.isFile() && !found.isDirectory()) throw unreadable(file, 'it is not a regular file')
}

function unreadable(file: string, problem: string): LoadgateError {
  return new LoadgateError('baseline-unreadable', messages.baselineUnreadable({ path: displayPath(file), problem }))
}

function refuseOtherMachine(file: string, found: string, folder: string): void {
  if (found !== folder)
    throw new LoadgateError(
      'baseline-of-other-machine',
      messages.baselineOfOtherMachine({ file: displayPath(file), found, folder }),
    )
}

/** A file that cannot be read again would break the next run, and lose the numbers of this one. */
function refuseUnreadable(file: string, text: string): void {
  const problems = problemsIn(parseJson(text, file))
  if (problems.length > 0)
    throw new LoadgateError('baseline-not-written', messages.baselineNotWritten({ file, problems }))
}

/** A reader sees the old file or the new one, never half of either, even when the power fails. */
function replace(file: string, text: string): void {
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}`)
  try {
    writeFileSync(temporary, text, { flag: 'wx', flush: true })
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
