import { execa } from 'execa'

/** A program that drivers or servers may need, as it is found in PATH. */
export type Tool = {
  readonly name: 'wrk' | 'ab' | 'python3'
  /** `silent`: it does not print its version. */
  readonly state: 'there' | 'too old' | 'missing' | 'silent'
  readonly version: string | null
}

/** The flag that makes a program print its version, and where the version is in that: `wrk debian/4.1.0-4build2 [epoll]`, `This is ApacheBench, Version 2.3 <…>`. */
const VERSION_FLAGS = {
  wrk: { flag: '-v', pattern: /^wrk [^\d\n]*(\d+(?:\.\d+)*)/m },
  ab: { flag: '-V', pattern: /ApacheBench, Version (\d+(?:\.\d+)*)/ },
  python3: { flag: '--version', pattern: /^Python (\d+\.\d+[\w.+]*)/m },
} as const

/** The oldest usable versions: Python for the classic servers, wrk with `done`, ab with `-m`. */
export const LEAST = { python3: '3.10', wrk: '4.0', ab: '2.3' } as const satisfies Readonly<
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
  return code === 'ENOENT' ? { name, state: 'missing', version: null } : toolFrom(name, all)
}

/** Judges a program by what it printed when asked for its version. */
export function toolFrom(name: Tool['name'], output: string): Tool {
  const version = VERSION_FLAGS[name].pattern.exec(output)?.[1] ?? null
  if (version === null) return { name, state: 'silent', version }
  return { name, state: isOlder(version, LEAST[name]) ? 'too old' : 'there', version }
}

function isOlder(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
  return major < leastMajor || (major === leastMajor && minor < leastMinor)
}
