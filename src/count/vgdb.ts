import { execFile, type ExecFileException } from 'node:child_process'
import { notCounted } from './messages.ts'
import { pipePrefix } from './command.ts'

/** A process under valgrind, and the names by which its pipes are found. */
export type Counted = { readonly pid: number; readonly user: string; readonly host: string }

/** Seconds for an answer; a process that is busy answers at its next turn. */
const ANSWER_WITHIN = 20

/**
 * Tells valgrind's monitor in one process `commands`, one after the other, and resolves with what it answers. Throws a LoadgateError that says why it
 * cannot be reached: where ptrace is refused, a process that waits for requests does not listen.
 */
export function tell(folder: string, { pid, user, host }: Counted, commands: readonly string[]): Promise<string> {
  const options = [
    `--vgdb-prefix=${pipePrefix(folder)}`,
    `--pid=${pid}`,
    '--max-invoke-ms=1',
    `--cmd-time-out=${ANSWER_WITHIN}`,
  ]
  // The pipes' names hold the user and the host that the server's environment names, which need not be ours.
  const env = { ...process.env, LOGNAME: user, HOST: host }
  return new Promise((resolve, reject) => {
    execFile(
      'vgdb',
      [...options, ...commands.flatMap((command) => ['-c', command])],
      { env, timeout: (ANSWER_WITHIN + 5) * 1000 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout)
        else reject(notCounted.unreachable({ pid, said: problemIn(stderr, error) }))
      },
    )
  })
}

/** The first line that is about a problem. */
function problemIn(stderr: string, error: ExecFileException): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('sending command'))
  return lines[0] ?? `${error.code ?? error.message}`
}
