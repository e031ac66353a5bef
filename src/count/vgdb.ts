import { execFile, type ExecFileException } from 'node:child_process'
import { LAUNCH_VARIABLE, launchOf } from '../host/proc.ts'
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
  // With the launch's token vgdb is ended together with it: where its process was killed, it would wait for ever.
  const env = { ...process.env, LOGNAME: user, HOST: host, [LAUNCH_VARIABLE]: launchOf(pid) ?? '' }
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

/**
 * The instructions that one process has executed since callgrind counts them, all threads together, ended ones included: as its
 * answer to `status internal` says while it counts. Null for any other text, such as one that is cut off.
 */
export function instructionsIn(text: string): number | null {
  // What has no line feed behind it may be the beginning of a longer number.
  const lines = text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.trimEnd())
  const state = onlyMatch(lines, /^instrumentation: (.*)$/)
  const events = onlyMatch(lines, /^events: (.*)$/)
  const threads = onlyMatch(lines, /^threads:((?: \d+)+)$/)
  if (state !== 'on' || events !== 'Ir' || threads === null) return null
  let sum = 0
  for (const thread of threads.trim().split(' ')) {
    const total = onlyMatch(lines, new RegExp(`^events-${thread}: (\\d+)$`))
    if (total === null) return null
    sum += Number(total)
  }
  return Number.isSafeInteger(sum) ? sum : null
}

/** Null unless exactly one line is like that. */
function onlyMatch(lines: readonly string[], pattern: RegExp): string | null {
  const found = lines.flatMap((line) => pattern.exec(line)?.[1] ?? [])
  return found.length === 1 ? found[0]! : null
}
