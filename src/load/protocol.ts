import type { Load, Stretch, Target } from './driver.ts'

/** What the main process tells a generator's process. `number` counts the stretches, so that nothing late is taken for another's. */
export type Order =
  | {
      readonly kind: 'run'
      readonly number: number
      readonly target: Target
      readonly stretch: Stretch
      /** Seconds until a request without an answer has failed. */
      readonly timeout: number
    }
  | { readonly kind: 'acknowledge'; readonly number: number }
  | { readonly kind: 'release' }

/** What a generator's process tells the main process. */
export type News =
  | { readonly kind: 'ready'; readonly version: string }
  | { readonly kind: 'began' | 'ended'; readonly number: number }
  | { readonly kind: 'done'; readonly number: number; readonly load: Load }
  | { readonly kind: 'failed'; readonly number: number; readonly problem: string }

export type RunOrder = Extract<Order, { kind: 'run' }>
