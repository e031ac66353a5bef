import type { Gate } from '../gate/gate.ts'
import type { Project } from '../options/project.ts'

/** What the main process tells the specs' worker. */
export type Provided = {
  /** Where to ask the gate, and the secret to ask with. */
  readonly url: string
  readonly token: string
  /** The names of all servers, and of those that this run measures (LOADGATE_SERVERS). */
  readonly known: readonly string[]
  readonly chosen: readonly string[]
  readonly update: boolean
  readonly unsure: 'pass' | 'fail'
}

declare module 'vitest' {
  interface ProvidedContext {
    loadgate: Provided
    /** From the config to the global setup. */
    loadgateOptions: Project
  }
}

const KEY = Symbol.for('loadgate.gate')

/** Where the setup puts the open gate for the reporter. Vitest loads the two with different loaders, so a module's variable would exist twice. */
const shared = globalThis as { [KEY]?: Gate | undefined }

export function shareGate(gate: Gate | undefined): void {
  shared[KEY] = gate
}

export function sharedGate(): Gate | undefined {
  return shared[KEY]
}
