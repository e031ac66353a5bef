import { appendFileSync } from 'node:fs'
import type { Scenario } from '../model/scenario.ts'

/** How specs tell which scenarios they declare, in a run that only lists them: it starts no server and no test. */

/** Where to write them, and of which project they are. */
export type Listing = { readonly file: string; readonly project: string }

export type Listed = { readonly project: string; readonly scenario: Scenario }

const KEY = Symbol.for('loadgate.listing')

/** The program that lists and the setup do not share a module's variables: see `shareGate`. */
const shared = globalThis as { [KEY]?: string }

/** Makes this run one that only lists, into this file. */
export function listInto(file: string): void {
  shared[KEY] = file
}

/** The file; undefined in a run that measures. */
export function listedInto(): string | undefined {
  return shared[KEY]
}

/** At once, because nobody awaits what the top of a spec does. */
export function addToListing({ file, project }: Listing, scenario: Scenario): void {
  appendFileSync(file, `${JSON.stringify({ project, scenario } satisfies Listed)}\n`)
}
