import type { Care } from '../host/child.ts'
import type { Lock, OnWait } from '../host/lock.ts'
import { startWatchdog } from '../host/watchdog.ts'
import { LoadgateError } from '../model/error.ts'
import type { Closers } from './closers.ts'
import { messages } from './messages.ts'
import { refusals } from './refusals.ts'

export type OpenCare = {
  /** Takes the lock that lets one gate at a time measure on this machine. */
  readonly lock: (onWait: OnWait) => Promise<Lock>
  /** Called with a sentence about each slow step before measuring. */
  readonly say: (sentence: string) => void
}

/** What everything that a gate starts is in the care of. `giveUp` aborts its signal. */
export type GateCare = { readonly care: Care; readonly giveUp: () => void }

/** Waits for the lock, and starts the watchdog that it is left to. Closing aborts the signal first, and releases the lock last. */
export async function openCare({ lock: take, say }: OpenCare, opened: Closers): Promise<GateCare> {
  const lock = await take((pid, folder, isHeir) => say(messages.waitingForAnotherGate({ pid, folder, isHeir })))
  opened.add(lock.release)
  const watchdog = startWatchdog()
  // It may still run `after` commands, whose database the next gate would find in the middle of going away.
  lock.leaveTo(watchdog.pid)
  opened.add(watchdog.close)
  const closing = new AbortController()
  const giveUp = () => closing.abort(new LoadgateError('gate-closing', refusals.gateClosing))
  opened.add(giveUp)
  return { care: { watchdog, signal: closing.signal }, giveUp }
}
