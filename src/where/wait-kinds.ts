import type { WaitKind } from '../model/waiting.ts'
import type { TracedWait } from './watched.ts'

/** What the types of Node's asynchronous resources stand for (doc/api/async_hooks.md, src/async_wrap.h). */
const KINDS: readonly (readonly [RegExp, WaitKind])[] = [
  [/^Timeout$/, 'timer'],
  [/^(?:GETADDRINFO|GETNAMEINFO|QUERY|CHANNEL)/, 'lookup'],
  [/^(?:TCP|TLS|UDP|HTTP|JSSTREAM|STREAM|SHUTDOWN|WRITE)/, 'network'],
  [/^(?:FSREQ|FILEHANDLE|DIRHANDLE|BLOBREADER)/, 'file'],
  [/^(?:PROCESS|PIPE)/, 'process'],
  [/^(?:WORKER|MESSAGEPORT)/, 'worker'],
  [/^REQUEST$/, 'queue'],
  [/^PROMISE$/, 'promise'],
]

/** What a wait was for, and how Node calls it, where that says more. */
export function kindOf({ type, cause }: TracedWait): { readonly kind: WaitKind; readonly detail: string } {
  const name = type === 'PROMISE' ? (cause ?? type) : type
  const kind = KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? 'other'
  return { kind, detail: kind === 'timer' ? 'setTimeout' : kind === 'other' ? name : '' }
}
