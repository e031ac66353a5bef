/**
 * How programs of ours end. `process.exit` may never return: where a thread of V8 that compiles in the background wants the main thread to
 * collect garbage, each waits for the other (nodejs/node#54918). Of 600 loaders of a configuration on a busy machine one hung so, and
 * nothing but SIGKILL ended it.
 */

/** The last message of a program that is started with a channel: how it ends, as if with this exit code. */
export type LastMessage = { readonly exitCode: number }

/** Sends a last message, and ends this program. `run` waits a second at most for that end. */
export function endWith(exitCode: number, message: object = {}): void {
  process.send?.({ ...message, exitCode } satisfies LastMessage, () => process.exit(exitCode))
}

/** What a message says of the end of the program that sent it; null where it is not its last one. */
export function exitCodeIn(message: unknown): number | null {
  const { exitCode } = (message ?? {}) as Partial<LastMessage>
  return typeof exitCode === 'number' ? exitCode : null
}

/** Ends this process, where nobody asks for its exit code. */
export function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL')
}
