import { LoadgateError } from '../model/error.ts'

/** Why there is no count, each an error whose message ends the sentence `not counted: …`. */
export const notCounted = {
  noLinux: ({ platform }: { platform: string }) =>
    new LoadgateError(
      'not-counted',
      `instructions are counted by valgrind, which has to run on Linux (this is ${platform === 'darwin' ? 'macOS' : platform === 'win32' ? 'Windows' : platform})`,
    ),
  noValgrind: ({ install }: { install: string }) =>
    new LoadgateError('not-counted', `valgrind is not installed (${install})`),
  noVersion: ({ line }: { line: string }) =>
    new LoadgateError('not-counted', `\`valgrind --version\` says ${JSON.stringify(line)} and no version`),
  noVersionInTime: ({ seconds }: { seconds: number }) =>
    new LoadgateError('not-counted', `\`valgrind --version\` did not end within ${seconds} s`),
  oldValgrind: ({ version, oldest }: { version: string; oldest: string }) =>
    new LoadgateError('not-counted', `valgrind ${version} is too old, it takes ${oldest} or later`),
  doesNotRun: ({ valgrind, said }: { valgrind: string; said: string }) =>
    new LoadgateError(
      'not-counted',
      `valgrind ${valgrind} does not get \`sleep\` to run here${said === '' ? '' : ` (it says: ${said})`}`,
    ),
  unreachable: ({ pid, said }: { pid: number; said: string }) =>
    new LoadgateError(
      'not-counted',
      `valgrind cannot be spoken to in process ${pid} (vgdb: ${said}). It needs ptrace: in a container, allow it with --cap-add=SYS_PTRACE.`,
    ),
  strange: ({ valgrind, line }: { valgrind: string; line: string }) =>
    new LoadgateError(
      'not-counted',
      `callgrind of valgrind ${valgrind} answers something that is not understood: ${JSON.stringify(line)}`,
    ),
  outside: ({ pids }: { pids: readonly number[] }) =>
    new LoadgateError(
      'not-counted',
      pids.length === 0
        ? 'no process of the server runs under valgrind'
        : `processes of the server run outside valgrind (${pids.join(', ')}), so that what they execute is not seen`,
    ),
  restless: ({ times }: { times: number }) =>
    new LoadgateError(
      'not-counted',
      `processes of the server came or went ${times} times while requests were counted, and what they executed with them`,
    ),
  hidden: () =>
    new LoadgateError('not-counted', 'what it executes by the clock hides what its requests make it execute'),
  noFolder: ({ place, problem }: { place: string; problem: string }) =>
    new LoadgateError(
      'not-counted',
      `no folder for the counters can be made in ${place} (${problem}); set TMPDIR to one that can be written to`,
    ),
  nothingToTake: 'was answered without what later steps take from it. Correct `take`, or the server',
  failed: ({ requests, problem }: { requests: number; problem: string }) =>
    new LoadgateError('not-counted', `request number ${requests} ${problem}`),
  tooSlow: ({ seconds }: { seconds: number }) =>
    new LoadgateError('not-counted', `it answers so slowly under valgrind that ${seconds} s were not enough`),
  ended: ({ sentence }: { sentence: string }) =>
    new LoadgateError('not-counted', `it ended while it was counted: ${sentence}`),

  cutOff: ({ file }: { file: string }) =>
    new LoadgateError('not-counted', `callgrind wrote no whole profile (${file} is missing or cut off)`),

  wrongAnswer: (problem: string) => `was answered ${problem}`,
  wrongBody: (difference: string) => `was answered with another body than the first: they differ ${difference}`,
  noAnswer: ({ seconds }: { seconds: number }) => `was not answered within ${seconds} s`,
  broken: ({ problem }: { problem: string }) => `broke off (${problem})`,
}
