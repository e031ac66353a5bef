import { z } from 'zod'

/** What a user writes about a server that already runs. */

const HERE = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** An origin on this machine, as it was written. */
export const urlSchema = z.string().superRefine((text, context) => {
  const problem = problemWith(text)
  if (problem !== null) context.addIssue({ code: 'custom', message: problem })
})

function problemWith(text: string): string | null {
  const url = URL.parse(text)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    return 'must be an http:// or https:// address, such as "http://127.0.0.1:8080"'
  if (!HERE.test(url.hostname))
    return `must be an address of this machine, such as "http://127.0.0.1:8080": nobody sees from here what else runs on ${url.hostname}`
  return url.href === `${url.origin}/`
    ? null
    : `must be no more than "${url.origin}": paths belong into \`ready\` and into scenarios`
}

/** A definition with all its fields. */
type Definition = {
  readonly command: readonly string[]
  readonly url?: string | undefined
  readonly tls?: unknown
}

/** Fields that say how a server is started, and what they are when nobody wrote them. */
const OF_A_START: Readonly<Record<string, unknown>> = {
  command: [],
  cwd: undefined,
  env: {},
  port: 'reported',
  socket: undefined,
  host: undefined,
  address: undefined,
  runtime: 'plain',
  runtimeReport: false,
  python: undefined,
  build: [],
  before: [],
  after: [],
}

/** Reports a server that is neither started nor said to run, and one that is both. */
export function refuseContradictions(server: Definition, context: z.core.$RefinementCtx): void {
  const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
  if (server.url === undefined) {
    if (server.command.length === 0)
      refuse('command', 'is missing: say how to start the server, or give the `url` of one that already runs')
    return
  }
  if (server.tls !== undefined && !server.url.startsWith('https:'))
    refuse('tls', 'contradicts `url`, which is no https:// address. Correct one of the two')
  const fields = new Map<string, unknown>(Object.entries(server))
  for (const [field, unset] of Object.entries(OF_A_START)) {
    if (JSON.stringify(fields.get(field)) !== JSON.stringify(unset))
      refuse(field, 'contradicts `url`: a server that already runs is not started. Remove one of the two')
  }
}
