/**
 * Whether a server says with an answer that it keeps its connections for less than a second. Any request may then meet the end of one, so
 * that one without an answer is asked again on a new connection. `keepAlive`: the value of the answer's header `Keep-Alive`.
 */
export function endsSoon(keepAlive: string | readonly string[] | undefined): boolean {
  return /\btimeout=0\b/i.test(`${keepAlive ?? ''}`)
}
