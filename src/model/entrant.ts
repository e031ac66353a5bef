import type { Side } from './side.ts'

/** Who takes part in a wave: one side of one server. */
export type Entrant = { readonly server: string; readonly side: Side }

/** The same text for the same entrant only. */
export function keyOf({ server, side }: Entrant): string {
  return `${side} ${server}`
}

/** As people say it: in an A/B run with the side, which would mean nothing otherwise. */
export function nameOf({ server, side }: Entrant, mode: 'baseline' | 'ab'): string {
  return mode === 'ab' ? `${server} (${side})` : server
}
