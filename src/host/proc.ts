import { readdirSync, readFileSync } from 'node:fs'

/** What the kernel tells about a process in one line. CPU in seconds, in steps of a hundredth. */
export type ProcessLine = {
  /** Of the program, cut to 15 bytes. */
  readonly name: string
  readonly parent: number
  readonly group: number
  /** Ended, and not yet collected by its parent. */
  readonly zombie: boolean
  /** Of all its threads, ended ones included. */
  readonly cpu: number
  /** Of its children that ended and were collected. */
  readonly cpuOfEnded: number
}

/** Linux counts in hundredths of a second towards programs, whatever the kernel does inside. */
const TICKS_A_SECOND = 100

/** The text of a file below /proc; null when the process is gone, is not ours to read, or there is no /proc. */
export function readProc(path: string): string | null {
  try {
    return readFileSync(`/proc/${path}`, 'latin1')
  } catch {
    return null
  }
}

/** The numbered entries of a folder below /proc (processes or threads); none when it cannot be read. */
export function listProc(path: string): number[] {
  try {
    return readdirSync(`/proc/${path}`).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

/** Null when the process is gone or there is no /proc. */
export function processLine(pid: number): ProcessLine | null {
  const text = readProc(`${pid}/stat`)
  if (text === null) return null
  // The program's name stands in parentheses and may contain blanks and parentheses itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const seconds = (index: number) => Number(fields[index]) / TICKS_A_SECOND
  return {
    name: text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')),
    parent: Number(fields[1]),
    group: Number(fields[2]),
    zombie: fields[0] === 'Z' || fields[0] === 'X',
    cpu: seconds(11) + seconds(12),
    cpuOfEnded: seconds(13) + seconds(14),
  }
}
