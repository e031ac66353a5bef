import type { Gate } from '../options/gate.ts'
import type { Skipped } from '../server/provision.ts'

/** What the main process tells the specs' worker. */
export type Provided = {
  /** Where to ask for a measurement, and the secret to ask with. */
  readonly url: string
  readonly token: string
  /** Every server's name, and those that this run was told to measure. */
  readonly known: readonly string[]
  readonly chosen: readonly string[]
  /** Those that cannot run here, and why. */
  readonly skipped: readonly Skipped[]
  readonly update: boolean
  readonly unsure: 'pass' | 'fail'
}

declare module 'vitest' {
  interface ProvidedContext {
    loadgate: Provided
    /** From the config to the global setup. */
    loadgateOptions: Gate
  }
}
