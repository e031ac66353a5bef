import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { lineSchema, type HeadedRun, type Header, type RunRecord } from './record.ts'

export const RECORDS = '.loadgate/calibration.jsonl'

export type Records = {
  /** Oldest first. */
  readonly headers: readonly Header[]
  readonly runs: readonly HeadedRun[]
  /** Lines that are no record: cut off, or of another version. */
  readonly damaged: number
}

/** What was recorded so far; nothing when there is no such file. Throws what the file system throws otherwise. */
export function readRecords(file = RECORDS): Records {
  const lines = textOf(file)
    .split('\n')
    .filter((line) => line !== '')
  const headers: Header[] = []
  const runs: HeadedRun[] = []
  let damaged = 0
  for (const line of lines) {
    const record = recordIn(line)
    const header = headers.at(-1)
    if (record?.kind === 'header') headers.push(record)
    else if (record?.kind === 'run' && header) runs.push({ header, run: record })
    else damaged += 1
  }
  return { headers, runs, damaged }
}

/** Appends one line, in one write, so that a crash costs at most the line under way. */
export function appendRecord(record: Header | RunRecord, file = RECORDS): void {
  mkdirSync(dirname(file), { recursive: true })
  const text = textOf(file)
  const cutOff = text !== '' && !text.endsWith('\n')
  appendFileSync(file, `${cutOff ? '\n' : ''}${JSON.stringify(record)}\n`)
}

function recordIn(line: string): Header | RunRecord | null {
  try {
    return lineSchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
