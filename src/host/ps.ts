import { execFileSync } from 'node:child_process'
import { monotonic } from './proc.ts'

/** Processes as `ps` lists them, for systems without /proc, such as macOS. */

/** CPU in seconds, in steps of a hundredth on macOS and of a second elsewhere; memory in bytes, what is resident now. */
export type PsLine = {
  readonly pid: number
  readonly parent: number
  readonly zombie: boolean
  readonly cpu: number
  readonly memory: number
}

const COLUMNS = ['pid', 'ppid', 'state', 'time', 'rss']
const ARGUMENTS = ['-A', ...COLUMNS.flatMap((column) => ['-o', `${column}=`])]

/** All processes at one moment of the monotonic clock; empty when there is no `ps`. */
export type PsTable = { readonly at: number; readonly lines: readonly PsLine[] }

/** Seconds for which a table counts as that of now: server and generator are read one after the other. */
const FRESH_FOR = 0.02

let last: PsTable = { at: -Infinity, lines: [] }

/** Runs `ps`, in about ten milliseconds. */
export function readPs(): PsTable {
  if (monotonic() - last.at < FRESH_FOR) return last
  const lines = linesIn(run())
  last = { at: monotonic(), lines }
  return last
}

function run(): string {
  try {
    return execFileSync('ps', ARGUMENTS, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 2000 })
  } catch {
    return ''
  }
}

/** Lines that are none are skipped. */
export function linesIn(text: string): PsLine[] {
  return text.split('\n').flatMap((line) => {
    const [pid, parent, state = '', time = '', kibibytes] = line.trim().split(/\s+/)
    const cpu = secondsIn(time)
    const numbers = [Number(pid), Number(parent), Number(kibibytes)] as const
    if (cpu === null || state === '' || numbers.some((number) => !Number.isSafeInteger(number))) return []
    return [{ pid: numbers[0], parent: numbers[1], zombie: state.startsWith('Z'), cpu, memory: numbers[2] * 1024 }]
  })
}

/** `0:00.05` on macOS, `00:01:02` and `1-02:03:04` elsewhere; null for anything else. */
export function secondsIn(time: string): number | null {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(time)
  if (!match) return null
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ]
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
}

/** A process and all its descendants, itself first; empty when it is not there. */
export function treeIn(lines: readonly PsLine[], pid: number): PsLine[] {
  const children = Map.groupBy(lines, ({ parent }) => parent)
  const tree = new Set(lines.filter((line) => line.pid === pid))
  for (const member of tree) for (const child of children.get(member.pid) ?? []) tree.add(child)
  return [...tree]
}
