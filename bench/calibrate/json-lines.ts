import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'

/** Records on disk, one JSON value per line. */

/** `damaged`: lines that are no record, because they were cut off or written by another version. */
export type Lines<T> = { readonly records: readonly T[]; readonly damaged: number }

/** The oldest record comes first. There are none when there is no file. Throws other errors of the file system. */
export function readLines<T>(schema: z.ZodType<T>, file: string): Lines<T> {
  const records: T[] = []
  let damaged = 0
  for (const line of readText(file).split('\n')) {
    if (line === '') continue
    const record = parseLine(schema, line)
    if (record === null) damaged += 1
    else records.push(record)
  }
  return { records, damaged }
}

/** Appends one line per record, all in one write, so that a crash costs at most these. */
export function appendLines(records: readonly object[], file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  const text = readText(file)
  const isCutOff = text !== '' && !text.endsWith('\n')
  const lines = records.map((record) => `${JSON.stringify(record)}\n`)
  appendFileSync(file, `${isCutOff ? '\n' : ''}${lines.join('')}`)
}

function parseLine<T>(schema: z.ZodType<T>, line: string): T | null {
  try {
    return schema.parse(JSON.parse(line))
  } catch {
    return null
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
