import type { Load, Stretch, Target } from './driver.ts'

/** What the main process sends to a generator's process. `number` counts the stretches, so that a late message is not taken for the next one's. */
export type Order =
  | {
      readonly kind: 'run'
      readonly number: number
      readonly target: Target
      readonly stretch: Stretch
      /** Seconds after which an unanswered request has failed. */
      readonly timeout: number
    }
  | { readonly kind: 'acknowledge'; readonly number: number }
  | { readonly kind: 'release' }

/** What a generator's process sends to the main process. */
export type News =
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'began' | 'ended'; readonly number: number }
  | { readonly kind: 'done'; readonly number: number; readonly load: Load }
  | { readonly kind: 'failed'; readonly number: number; readonly problem: string }

export type RunOrder = Extract<Order, { kind: 'run' }>

/** What carries out the orders in a generator's process. */
export type Runner = {
  readonly version: string
  /** Rejects with an Error in the generator's own words when it refuses the order. */
  readonly run: (order: RunOrder, marks: RunnerMarks) => Promise<Load>
  /** Closes the connections that are kept open from one order to the next. */
  readonly release: () => void
}

/** Called at the first and the last counted moment. The load stays on until the promise of `ended` resolves. */
export type RunnerMarks = { readonly began: () => void; readonly ended: () => Promise<void> }
