import { execa } from 'execa'

/** A program that drivers or servers may need. */
export type Tool = {
  readonly name: 'wrk' | 'ab' | 'python3'
  /** `missing`: there is no such program. `silent`: it is there, but does not say its version. */
  readonly state: 'there' | 'too old' | 'missing' | 'silent'
  readonly version: string | null
}

/** How to ask, and where the version stands in the answer: `wrk debian/4.1.0-4build2 [epoll]`, `This is ApacheBench, Version 2.3 <…>`. */
const QUESTIONS = {
  wrk: { flag: '-v', answer: /^wrk [^\d\n]*(\d+(?:\.\d+)*)/m },
  ab: { flag: '-V', answer: /ApacheBench, Version (\d+(?:\.\d+)*)/ },
  python3: { flag: '--version', answer: /^Python (\d+\.\d+[\w.+]*)/m },
} as const

/** The oldest that are of use: the Python of the classic servers, a wrk with `done`, an ab with `-m`. */
export const LEAST = { python3: '3.10', wrk: '4.0', ab: '2.3' } as const satisfies Readonly<
  Record<Tool['name'], string>
>

/** Seconds for a program to say its version. */
const PATIENCE = 5

/** Asks each program in PATH for its version, all at once. */
export async function findTools(): Promise<readonly Tool[]> {
  return Promise.all((Object.keys(QUESTIONS) as Tool['name'][]).map(findTool))
}

/** The version of a program that is there; `unknown` when it does not say. */
export async function versionOf(name: Tool['name']): Promise<string> {
  return (await findTool(name)).version ?? 'unknown'
}

export async function findTool(name: Tool['name']): Promise<Tool> {
  // wrk -v exits with 1.
  const { all, code } = await execa(name, [QUESTIONS[name].flag], {
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: PATIENCE * 1000,
    forceKillAfterDelay: 500,
  })
  return code === 'ENOENT' ? { name, state: 'missing', version: null } : toolIn(name, all)
}

/** What the answer of a program to the question for its version says. */
export function toolIn(name: Tool['name'], answer: string): Tool {
  const version = QUESTIONS[name].answer.exec(answer)?.[1] ?? null
  if (version === null) return { name, state: 'silent', version }
  return { name, state: isOlder(version, LEAST[name]) ? 'too old' : 'there', version }
}

function isOlder(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number)
  return major < leastMajor || (major === leastMajor && minor < leastMinor)
}
