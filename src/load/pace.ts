/** The schedule of a stretch at a fixed rate. It is arithmetic: what becomes of one request never moves the next. */

export type Pace = { readonly leadIn: number; readonly seconds: number; readonly rate: number }

/** The indices of the requests that count, of which there is at least one: from `first` up to, but not including, `end`. */
export type Counted = { readonly first: number; readonly halfway: number; readonly end: number }

/** Seconds after the first request (0) at which a request is due. */
export function dueAt(index: number, rate: number): number {
  return index / rate
}

/** Those that are due from the end of the lead-in on, for the length of the stretch. */
export function countedIn({ leadIn, seconds, rate }: Pace): Counted {
  const first = Math.ceil(leadIn * rate)
  const count = Math.max(1, Math.round(seconds * rate))
  return { first, halfway: first + Math.floor(count / 2), end: first + count }
}
