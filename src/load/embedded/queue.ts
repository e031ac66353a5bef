/** Requests that wait for a connection, by when they were due. Taking one costs the same however many there are. */
export type Queue = {
  readonly add: (due: number) => void
  /** The oldest; undefined where nothing waits. */
  readonly peek: () => number | undefined
  readonly take: () => void
  readonly all: () => readonly number[]
}

export function openQueue(): Queue {
  let all: number[] = []
  let taken = 0
  return {
    add: (due) => void all.push(due),
    peek: () => all[taken],
    take: () => {
      taken += 1
      if (taken < all.length) return
      all = []
      taken = 0
    },
    all: () => all.slice(taken),
  }
}
