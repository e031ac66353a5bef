import { execa } from 'execa'
import { versionInBinary } from './go-version.ts'

/** A program that drivers or servers may need. loadgate does not bring it along: it is found in PATH. */
export type Tool = {
  readonly name: 'wrk' | 'ab' | 'vegeta' | 'python3'
  /** `silent`: it does not print its version. */
  readonly state: 'there' | 'too old' | 'missing' | 'silent'
  readonly version: string | null
}

/** The flag that makes a program print its version, and where the version is in that: `wrk debian/4.1.0-4build2 [epoll]`, `This is ApacheBench, Version 2.3 <…>`. */
const VERSION_FLAGS = {
  wrk: { flag: '-v', pattern: /^wrk [^\d\n]*(\d+(?:\.\d+)*)/m },
  ab: { flag: '-V', pattern: /ApacheBench, Version (\d+(?:\.\d+)*)/ },
  vegeta: { flag: '-version', pattern: /^Version: v?(\d+(?:\.\d+)*)/m },
  python3: { flag: '--version', pattern: /^Python (\d+\.\d+[\w.+]*)/m },
} as const

/** The oldest usable versions: Python for the classic servers, wrk with `done`, ab with `-m`, vegeta with `-max-connections`. */
export const LEAST = { python3: '3.10', wrk: '4.0', ab: '2.3', vegeta: '12.8' } as const satisfies Readonly<
  Record<Tool['name'], string>
>

/** Seconds for a program to print its version. */
const PATIENCE = 5

/** Asks each program in PATH for its version, all at once. */
export async function findTools(): Promise<readonly Tool[]> {
  return Promise.all((Object.keys(VERSION_FLAGS) as Tool['name'][]).map(findTool))
}

/** Returns `unknown` when the program does not print its version. */
export async function versionOf(name: Tool['name']): Promise<string> {
  return (await findTool(name)).version ?? 'unknown'
}

export async function findTool(name: Tool['name']): Promise<Tool> {
  // wrk -v exits with 1.
  const { all, code } = await execa(name, [VERSION_FLAGS[name].flag], {
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: PATIENCE * 1000,
    forceKillAfterDelay: 500,
  })
  if (code === 'ENOENT') return { name, state: 'missing', version: null }
  const tool = toolFrom(name, all)
  if (tool.state !== 'silent' || name !== 'vegeta') return tool
  return judged(name, await versionInBinary(name, VEGETA, process.env['PATH'] ?? ''))
}

/** `go install` leaves the version that it prints empty. */
const VEGETA = 'github.com/tsenart/vegeta/v12'

/** Judges a program by what it printed when asked for its version. */
export function toolFrom(name: Tool['name'], output: string): Tool {
  return judged(name, VERSION_FLAGS[name].pattern.exec(output)?.[1] ?? null)
}

function judged(name: Tool['name'], version: string | null): Tool {
  if (version === null) return { name, state: 'silent', version }
  return { name, state: isOlder(version, LEAST[name]) ? 'too old' : 'there', version }
}

function isOlder(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
  return major < leastMajor || (major === leastMajor && minor < leastMinor)
}
