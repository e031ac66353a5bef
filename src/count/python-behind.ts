import { execFileSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import type { Server } from '../model/server.ts'

/** Seconds for a script to find its Python; that of pyenv takes some tenths of one. */
const FOUND_WITHIN = 10

const known = new Map<string, string | null>()

/** The file of the Python that a script of its name starts, as pyenv's do; null when there is none. Each is asked once. */
export function pythonBehind(script: string, { cwd, env }: Pick<Server, 'cwd' | 'env'>): string | null {
  const key = JSON.stringify([script, cwd, env])
  if (!known.has(key)) known.set(key, ask(script, { cwd, env }))
  return known.get(key) ?? null
}

function ask(script: string, { cwd, env }: Pick<Server, 'cwd' | 'env'>): string | null {
  try {
    const said = execFileSync(script, ['-c', 'import sys; print(sys.executable)'], {
      cwd,
      env: { ...process.env, ...env },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: FOUND_WITHIN * 1000,
    })
    return realpathSync(said.trim())
  } catch {
    return null
  }
}
