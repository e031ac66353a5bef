import { run, type Care } from '../host/child.ts'

/** A Python that can make environments. */
export type Python = { readonly program: string; readonly version: string }

/** As far back as all the packages of the showcase go. */
const OLDEST = [3, 10] as const

const NAMES = ['python3', 'python'] as const

const ASK = 'import sys, platform, venv, ensurepip; print(*sys.version_info[:3], platform.machine())'

/** The first Python on the PATH that is new enough, or why there is none, in words for the end of a sentence. */
export async function findPython(care: Care, env = process.env): Promise<Python | { readonly missing: string }> {
  const seen: string[] = []
  for (const program of NAMES) {
    const ended = await run({ program, args: ['-c', ASK], cwd: '.', env: definedIn(env) }, care)
    if (ended.missing) continue
    const [major, minor, patch, machine] = ended.stdout.trim().split(' ')
    if (!ended.succeeded || machine === undefined)
      seen.push(`${program} has no venv (on Debian: the package python3-venv)`)
    else if (Number(major) !== OLDEST[0] || Number(minor) < OLDEST[1]) seen.push(`${program} is ${major}.${minor}`)
    else return { program, version: `${major}.${minor}.${patch} ${machine}` }
  }
  const why = seen.length === 0 ? 'none is on the PATH' : seen.join(', ')
  return { missing: `it needs Python ${OLDEST.join('.')} or later, and ${why}` }
}

function definedIn(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
