import { escapeInPath } from '../../model/placeholders.ts'
import { periodOf } from '../../model/turns.ts'
import type { Target } from '../driver.ts'
import { mixOf } from '../mix.ts'
import { openWalk, type Sendable } from '../walk.ts'

/** What vegeta sends, in its format for JSON. It begins anew where the list ends. */
export type Targets = { readonly text: Buffer; readonly count: number }

/**
 * The requests of the turns from number `first` on: `most` of them, or as many as come before everything is repeated. Each turn is one
 * request, because vegeta sends no flows.
 */
export function targetsFrom(target: Target, first: number, most: number): Targets {
  const { plan } = mixOf(target)
  const count = Math.min(most, periodOf(plan))
  let turn = first
  const walk = openWalk(plan, () => turn++)
  const known = new WeakMap<Sendable, string>()
  const lines = Array.from({ length: count }, () => {
    const request = walk.request()
    const line = known.get(request) ?? lineOf(target.origin, request, walk.at())
    known.set(request, line)
    walk.done(() => ({ body: '', headers: {} }))
    return `${line}\n`
  })
  // Bytes of a header outside ASCII stay what they are: vegeta takes a text of JSON as the bytes that it has.
  return { text: Buffer.from(lines.join(''), 'latin1'), count }
}

/** The fragment of its address says which request of the mix it is. It is not sent, and comes back with the result. */
function lineOf(origin: string, { path, method, headers, body }: Sendable, at: number): string {
  const own = Object.entries(headers).map(([name, value]) => [inGo(name), [value]] as const)
  return JSON.stringify({
    method,
    url: `${origin}${escapeInPath(path).replaceAll('#', '%23')}#${at}`,
    // Otherwise Go asks for gzip and decodes it, as no other driver does.
    header: { 'Accept-Encoding': ['identity'], ...Object.fromEntries(own) },
    ...(body === undefined ? {} : { body: Buffer.from(body).toString('base64') }),
  })
}

/** Go knows the headers that it would set itself by such names only, as in `User-Agent`. */
function inGo(name: string): string {
  return name.toLowerCase().replaceAll(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase())
}

/** The place in the plan of the request with this address. */
export function requestAt(url: string): number {
  return Number(/#(\d+)$/.exec(url)?.[1] ?? 0)
}
