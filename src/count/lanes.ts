/** Tasks that keep a core busy each, so many at a time. */
export type Lanes = {
  /** Runs a task when a lane is free, in the order in which they came. */
  readonly take: <T>(task: () => Promise<T>) => Promise<T>
}

export function openLanes(count: number): Lanes {
  const waiting: (() => void)[] = []
  let taken = 0

  async function take<T>(task: () => Promise<T>): Promise<T> {
    if (taken === count) await new Promise<void>((resolve) => waiting.push(resolve))
    else taken += 1
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next === undefined) taken -= 1
      else next()
    }
  }

  return { take }
}
