/** Milliseconds before something is due from which on timers, which may be two late, are not relied on. */
const TOO_LATE = 2.5

/**
 * Calls `send` for 0, 1, 2 … when each is due, as a moment of `performance.now()`, until the function that it returns is called. Whatever
 * is late is sent as soon as possible, in order. Between two requests it sleeps, and in the last milliseconds it turns without a pause:
 * answers are read in each turn.
 */
export function keepPace(dueOf: (index: number) => number, send: (index: number, due: number) => void): () => void {
  let next = 0
  let due = dueOf(next)
  let stopped = false
  const turn = () => {
    if (stopped) return
    // No more than is due by now, so that answers are read even where requests are due faster than they can be sent.
    for (const now = performance.now(); due <= now; due = dueOf(next)) send(next++, due)
    const wait = due - performance.now()
    if (wait > TOO_LATE) setTimeout(turn, wait - TOO_LATE)
    else setImmediate(turn)
  }
  turn()
  return () => void (stopped = true)
}
