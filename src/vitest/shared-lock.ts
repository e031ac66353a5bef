import { takeLock, type Lock, type OnWait } from '../host/lock.ts'

/** Seconds to wait for another gate on this machine. */
const PATIENCE = 600

const KEY = Symbol.for('loadgate.lock')

type Held = { readonly lock: Lock; holders: number }

/** See `shareGate`. */
const shared = globalThis as { [KEY]?: Held | undefined }

/** The lock of this machine, once for all gates of this process: they take turns by themselves, and the last one releases it. */
export async function sharedLock(onWait: OnWait): Promise<Lock> {
  const held = (shared[KEY] ??= { lock: await takeLock(PATIENCE, onWait), holders: 0 })
  held.holders += 1
  let isHeld = true
  return {
    leaveTo: held.lock.leaveTo,
    release() {
      if (!isHeld) return
      isHeld = false
      held.holders -= 1
      if (held.holders > 0) return
      held.lock.release()
      shared[KEY] = undefined
    },
  }
}
