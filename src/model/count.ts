import { z } from 'zod'
import type { Side } from './sample.ts'

/** Requests that were counted together, one after the other: the instructions of all processes of the server. */
export type Block = { readonly requests: number; readonly instructions: number }

/** What one launch under the counter yielded. */
export type CountedLaunch = {
  readonly server: string
  readonly side: Side
  readonly blocks: readonly Block[]
  readonly processes: number
  readonly seconds: number
}

const named = z.string().min(1, 'must not be empty').max(200, 'must be at most 200 characters long')

/** What a count depends on besides the code. */
export const countIdentitySchema = z.strictObject({
  runtime: named.meta({ description: 'Name and version of what runs the server, such as `node 24.21.0`.' }),
  binary: named.meta({ description: 'Digest of its program file.' }),
  libc: named,
  valgrind: named,
  arch: named,
  method: z
    .int('must be a whole number')
    .min(1, 'must be a whole number above 0')
    .meta({ description: 'Version of how loadgate counts: flags, warm-up, blocks.' }),
})

export type CountIdentity = Readonly<z.output<typeof countIdentitySchema>>

/** Why there are no counts: there is no valgrind, ptrace is refused, or the server does not come up under it. */
export type NotCounted = { readonly notCounted: string }

/** Today's counts of one server in one scenario. `base` is empty where a baseline is what they are held against. */
export type ServerCounts = {
  readonly identity: CountIdentity
  readonly head: readonly CountedLaunch[]
  readonly base: readonly CountedLaunch[]
}
