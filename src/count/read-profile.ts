import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { perfMapOf } from '../host/perf-map.ts'
import { repositoryOf } from '../host/repository.ts'
import { readDump, type Dump } from '../where/callgrind.ts'
import { readCodeMap, type CodeMap } from '../where/code-map.ts'
import { framesBy, interpreterOf, type FrameOf, type Sources } from '../where/frame.ts'
import { readPythonLines, type LineOf } from '../where/python-lines.ts'
import { mergeStacks, stacksOf, type Stack } from '../where/stacks.ts'
import { notCounted } from './messages.ts'

/**
 * Who says what the code of a server is called: the runtime that makes it while the server runs, the symbols of the program, or
 * nobody, where it is interpreted.
 */
export type NamedBy = 'V8' | 'Python' | 'symbols' | 'nobody'

/** Chains of calls with the instructions per request of each, and their sum. `isPython`: that is what interprets the code. */
export type Profile = {
  readonly stacks: Stack
  readonly total: number
  readonly namedBy: NamedBy
  readonly isPython: boolean
}

/** Where a launch wrote what: the folder of its valgrinds, its processes, and the number of the dumps. `root`: the project's folder. */
export type Written = {
  readonly folder: string
  readonly pids: readonly number[]
  readonly time: number
  readonly root: string
  readonly requests: number
}

/** Reads what all processes of a launch dumped. Throws a LoadgateError when a dump is not there, or not whole. */
export function readProfile({ folder, pids, time, root, requests }: Written): Profile {
  const sources = { root, repository: repositoryOf(root) ?? root, linesIn: linesBelow(root) }
  const processes = pids.map((pid) => {
    const map = mapOf(folder, pid)
    const dump = dumpIn(folder, `dump.${pid}.${time}`, map?.codeAt)
    const { frameOf, namedBy } = namesOf(dump, map, sources)
    const isPython = interpreterOf(dump) === 'Python'
    return { stacks: stacksOf(dump, frameOf, requests), total: dump.total / requests, namedBy, isPython }
  })
  return {
    stacks: mergeStacks(processes.map(({ stacks }) => stacks)),
    total: processes.reduce((sum, { total }) => sum + total, 0),
    ...kindOf(processes),
  }
}

/** That of the busiest, because a server may be started by a program of another kind. */
function kindOf(processes: readonly Profile[]): Pick<Profile, 'namedBy' | 'isPython'> {
  const { namedBy, isPython } = processes.toSorted((one, other) => other.total - one.total)[0]!
  return { namedBy, isPython }
}

function dumpIn(folder: string, file: string, codeAt: CodeMap | undefined): Dump {
  const text = textOf(join(folder, file))
  const dump = text === null ? null : readDump(text, codeAt)
  if (dump === null) throw notCounted.cutOff({ file })
  return dump
}

/** What a runtime says of the code that it makes. */
type MapOf = { readonly codeAt: CodeMap; readonly namedBy: 'V8' | 'Python' }

function mapOf(folder: string, pid: number): MapOf | null {
  const text = textOf(join(folder, `perf-${pid}.map`)) ?? textOf(perfMapOf(pid))
  if (text === null) return null
  return { codeAt: readCodeMap(text), namedBy: / py::/.test(text) ? 'Python' : 'V8' }
}

function namesOf(
  dump: Dump,
  map: MapOf | null,
  sources: Sources,
): { readonly frameOf: FrameOf; readonly namedBy: NamedBy } {
  if (map !== null) return { frameOf: framesBy(map.codeAt, sources), namedBy: map.namedBy }
  if (interpreterOf(dump) !== null) return { frameOf: () => null, namedBy: 'nobody' }
  return { frameOf: framesBy(null, sources), namedBy: 'symbols' }
}

/** Reads each source once. */
function linesBelow(root: string): Sources['linesIn'] {
  const known = new Map<string, LineOf>()
  return (path) => {
    const lines = known.get(path) ?? readPythonLines((path.endsWith('.py') && textOf(resolve(root, path))) || '')
    known.set(path, lines)
    return lines
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
