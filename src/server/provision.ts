import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import type { Care } from '../host/child.ts'
import type { Server } from '../model/server.ts'
import { SIDES, type Side } from '../model/measurement.ts'
import { findPython, venvFor, type Venv } from './venv.ts'

/** A server that cannot run here, and why. */
export type Skipped = { readonly server: string; readonly reason: string }

/** The servers that can run here, with their commands as they are to be started. */
export type Provisioned = { readonly servers: readonly Server[]; readonly skipped: readonly Skipped[] }

/**
 * Gives servers that need Python the venv of their lock file, below `folder`; the others stay as they are. A server that cannot
 * run here is skipped. Throws LoadgateError when a lock cannot be read, and the reason of the signal.
 */
export async function provision(
  servers: readonly Server[],
  folder: string,
  care: Care,
  onProgress: (step: string) => void,
): Promise<Provisioned> {
  const locks = [...new Set(servers.flatMap((server) => lockOf(server) ?? []))]
  if (locks.length === 0) return { servers, skipped: [] }
  const python = await findPython(care)
  const venvs = new Map<string, Venv>()
  for (const lock of locks)
    venvs.set(lock, 'missing' in python ? python : await venvFor(lock, folder, python, care, onProgress))
  const each = servers.map((server) => ({ server, venv: venvs.get(lockOf(server) ?? '') }))
  return {
    servers: each.flatMap(({ server, venv }) =>
      venv && 'missing' in venv ? [] : [venv ? inVenv(server, venv.bin) : server],
    ),
    skipped: each.flatMap(({ server, venv }) =>
      venv && 'missing' in venv ? [{ server: server.name, reason: venv.missing }] : [],
    ),
  }
}

/** A server of one side. */
export type Member = { readonly side: Side; readonly server: Server }

/** The same for both sides. What a server lacks on one side is missing on both: none is measured alone in an A/B run. */
export async function provisionSides(
  members: readonly Member[],
  folder: string,
  care: Care,
  onProgress: (step: string) => void,
): Promise<{ readonly able: readonly Member[]; readonly skipped: readonly (Member & { readonly reason: string })[] }> {
  const able: Member[] = []
  const reasons = new Map<string, string>()
  for (const side of SIDES) {
    const own = members.filter((member) => member.side === side).map(({ server }) => server)
    const { servers, skipped } = await provision(own, folder, care, onProgress)
    able.push(...servers.map((server) => ({ side, server })))
    for (const { server, reason } of skipped) if (!reasons.has(server)) reasons.set(server, reason)
  }
  return {
    able: able.filter(({ server }) => !reasons.has(server.name)),
    skipped: members.flatMap((member) => {
      const reason = reasons.get(member.server.name)
      return reason === undefined ? [] : [{ ...member, reason }]
    }),
  }
}

function lockOf({ python, cwd }: Server): string | null {
  return python === undefined ? null : resolve(cwd ?? '.', python)
}

/** As in a shell where the venv is active. Programs of the venv are named by path, since the gate's own PATH finds others. */
function inVenv(server: Server, bin: string): Server {
  const [program = '', ...args] = server.command
  const own = join(bin, program)
  const path = [bin, server.env['PATH'] ?? process.env['PATH'] ?? ''].join(delimiter)
  return {
    ...server,
    command: [existsSync(own) ? own : program, ...args],
    env: { ...server.env, VIRTUAL_ENV: join(bin, '..'), PATH: path },
  }
}
