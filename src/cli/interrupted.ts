import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** The exit code of a command that was ended by ^C, as a shell has it. */
const BY_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/**
 * Runs work that a signal to this process gives up: its own signal aborts, and it is waited for while it cleans up. A second signal
 * ends the process at once. Gives what the work gives, or the exit code for the signal. Throws what the work throws.
 */
export async function unlessInterrupted(
  work: (signal: AbortSignal) => Promise<number>,
  say: (sentence: string) => void,
): Promise<number> {
  const given = new AbortController()
  let code: number | null = null
  const listeners = Object.entries(BY_SIGNAL).map(([name, exitCode]) => {
    const listener = () => {
      code = exitCode
      stopListening()
      given.abort(new LoadgateError('interrupted', messages.interrupted))
    }
    process.on(name, listener)
    return { name, listener }
  })
  const stopListening = () => listeners.forEach(({ name, listener }) => process.off(name, listener))
  try {
    return await work(given.signal)
  } catch (error) {
    if (code === null || error !== given.signal.reason) throw error
    say(messages.interrupted)
    return code
  } finally {
    stopListening()
  }
}
