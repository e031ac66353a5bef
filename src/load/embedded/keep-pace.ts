import type { Alarm } from './alarm.ts'

/** Milliseconds before something is due at which the alarm rings: it is late by up to so much. */
const EARLY = 0.25

/**
 * Calls `send` for 0, 1, 2 … when each is due, as a moment of `performance.now()`, until the function that it returns is called. Whatever
 * is late is sent as soon as possible, in order. Between two requests it sleeps, and in the last quarter of a millisecond it turns without
 * a pause. Answers are read meanwhile.
 */
export function keepPace(
  alarm: Alarm,
  dueOf: (index: number) => number,
  send: (index: number, due: number) => void,
): () => void {
  let next = 0
  let due = dueOf(next)
  let stopped = false
  const turn = () => {
    if (stopped) return
    // No more than is due by now, so that answers are read even where requests are due faster than they can be sent.
    for (const now = performance.now(); due <= now; due = dueOf(next)) send(next++, due)
    const wait = due - performance.now()
    if (wait > EARLY) alarm.set(wait - EARLY)
    else setImmediate(turn)
  }
  alarm.onRing(turn)
  turn()
  return () => void (stopped = true)
}
