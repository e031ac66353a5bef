/** Closes what was opened, in the opposite order. */
export type Closers = {
  readonly add: (close: () => Promise<void> | void) => void
  /** Runs every closer, even when one fails, and then throws the errors. A second call does nothing. */
  readonly close: () => Promise<void>
}

export function openClosers(): Closers {
  const open: (() => Promise<void> | void)[] = []
  return {
    add: (close) => open.push(close),
    async close() {
      const errors: unknown[] = []
      for (let next = open.pop(); next; next = open.pop()) {
        try {
          await next()
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length === 1) throw errors[0]
      if (errors.length > 1) throw new AggregateError(errors)
    },
  }
}
