import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const root = fileURLToPath(new URL('../..', import.meta.url))

export type StartedServer = AsyncDisposable & {
  readonly url: string
  readonly pid: number
  /** Resolves to the exit code, or to the signal which ended the server. */
  readonly ended: Promise<number | string | undefined>
  readonly lines: readonly string[]
  /** Ends the server by SIGTERM and says whether every process of it is gone. */
  stop(): Promise<boolean>
}

function groupIsAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}

/** Waits up to a second, as the kernel may still be reaping what has ended. */
export async function groupIsGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 50 && groupIsAlive(pid); tries += 1) await sleep(20)
  return !groupIsAlive(pid)
}

/** Starts `servers/<name>/main.ts` on a free port and waits until it says that it listens. */
export function startServer(name: string, ...args: string[]): Promise<StartedServer> {
  return startMain(`servers/${name}/main.ts`, ...args)
}

/** The same with any program of the repository. */
export async function startMain(program: string, ...args: string[]): Promise<StartedServer> {
  // Detached makes it the leader of a process group, which shows workers it leaves behind.
  const child = execa(process.execPath, [program, ...args], {
    cwd: root,
    env: { PORT: '0' },
    detached: true,
    reject: false,
  })
  const lines: string[] = []
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      lines.push(...text.split('\n').slice(0, -1))
      if (lines[0] !== undefined) resolve(lines[0])
    })
  })
  const ended = child.then(({ exitCode, signal, stderr }) => {
    if (lines.length === 0) throw new Error(`${program} ended before it listened: ${stderr}`)
    return exitCode ?? signal
  })
  const line = await Promise.race([firstLine, ended])
  const pid = child.pid ?? Number.NaN

  return {
    url: String(line).replace('listening on ', ''),
    pid,
    ended,
    lines,
    async stop() {
      child.kill('SIGTERM')
      await ended
      return groupIsGone(pid)
    },
    async [Symbol.asyncDispose]() {
      if (groupIsAlive(pid)) process.kill(-pid, 'SIGKILL')
      await ended
    },
  }
}
