import { spawnSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'
import { LAUNCH_VARIABLE } from './proc.ts'

/** A command that is to run in any case; `within` is in seconds, `token` marks what it starts. */
export type OwedCommand = {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly within: number
  readonly token: string
}

/** As the watchdog hears of it. */
export type Owed = OwedCommand & { readonly log?: string }

/** Runs a command that the gate owed when it died, to its end or its limit. What it prints is added to its log. Never throws. */
export function runOwed({ program, args, cwd, env, within, token, log }: Owed): void {
  const file = log === undefined ? null : opened(log)
  const note = (text: string) => (file === null ? 0 : writeSync(file, text))
  note(`${new Date().toISOString()} ${[program, ...args].join(' ')}\n`)
  const { status, signal, error } = spawnSync(program, args, {
    cwd,
    env: { ...env, [LAUNCH_VARIABLE]: token },
    timeout: within * 1000,
    killSignal: 'SIGKILL',
    stdio: ['ignore', file ?? 'ignore', file ?? 'ignore'],
  })
  note(
    `${error ? `failed (${error.message})` : signal ? `ended with signal ${signal}` : `ended with exit code ${status}`}\n`,
  )
  if (file !== null) closeSync(file)
}

/** Null where nothing can be written. */
function opened(log: string): number | null {
  try {
    return openSync(log, 'a')
  } catch {
    return null
  }
}
