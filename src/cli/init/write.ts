import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { LoadgateError } from '../../model/error.ts'
import { messages } from './messages.ts'
import type { Entry } from './entry.ts'

export type Written = Extract<Entry, { kind: 'new' | 'changed' }>

export const isWritten = (entry: Entry): entry is Written => entry.kind === 'new' || entry.kind === 'changed'

/**
 * Writes all files or none: first beside their places, and then, when there is nothing left that could fail, into them.
 * Throws LoadgateError when a file cannot be written, or was changed since it was read.
 */
export function writeFiles(folder: string, entries: readonly Written[]): void {
  const undo: (() => void)[] = []
  try {
    for (const entry of entries) checkUnchanged(folder, entry)
    const beside = entries.map((entry) => writeBeside(join(folder, entry.path), entry, undo))
    for (const [index, entry] of entries.entries())
      putInPlace(join(folder, entry.path), beside[index] ?? '', entry, undo)
  } catch (cause) {
    for (const step of undo.toReversed()) step()
    if (cause instanceof LoadgateError) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    throw new LoadgateError('not-writable', messages.notWritable({ folder, problem: code ?? message }), { cause })
  }
}

function checkUnchanged(folder: string, entry: Written): void {
  const file = join(folder, entry.path)
  const changed = entry.kind === 'new' ? existsSync(file) : readFileSync(file, 'utf8') !== entry.before
  if (changed) throw new LoadgateError('changed-meanwhile', messages.changedMeanwhile({ file: entry.path }))
}

function writeBeside(file: string, { text, kind }: Written, undo: (() => void)[]): string {
  const made = mkdirSync(dirname(file), { recursive: true })
  if (made !== undefined) undo.push(() => rmSync(made, { recursive: true, force: true }))
  const temporary = `${file}.loadgate-${process.pid}`
  undo.push(() => rmSync(temporary, { force: true }))
  writeFileSync(temporary, text, kind === 'changed' ? { mode: statSync(file).mode } : {})
  return temporary
}

function putInPlace(file: string, temporary: string, entry: Written, undo: (() => void)[]): void {
  if (entry.kind === 'new') {
    // Fails where a file has come into being since.
    linkSync(temporary, file)
    undo.push(() => rmSync(file, { force: true }))
    return rmSync(temporary)
  }
  undo.push(() => writeFileSync(file, entry.before))
  renameSync(temporary, file)
}
