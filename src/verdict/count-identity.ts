import type { CountIdentity } from '../model/count.ts'
import { messages } from './messages.ts'

/** What may differ between two counts that are compared all the same. */
export type CountDifference = 'binary' | 'libc' | 'valgrind'

export type IdentityComparison =
  | {
      /** Fraction: by so much the interval has to be wider on both sides. */
      readonly margin: number
      readonly differs: readonly CountDifference[]
    }
  | { readonly notCompared: string }

/**
 * How far each difference may move the count of unchanged code, as a fraction. PROVISIONAL: to be set from measurements of
 * the showcase's servers (another libc by debootstrap, GLIBC_TUNABLES, two builds of one runtime version, two valgrinds).
 * Known so far: without AVX2 in libc, fastify counts 1.6 % less.
 */
export const MAY_MOVE: Readonly<Record<CountDifference, number>> = { binary: 0.01, libc: 0.02, valgrind: 0.005 }

/**
 * Whether a count of today may be held against a recorded one, by what both depend on besides the code. For baselines only:
 * in an A/B run both sides are counted here and now, so another runtime or binary is the change itself.
 */
export function compareIdentities(recorded: CountIdentity, today: CountIdentity): IdentityComparison {
  if (recorded.arch !== today.arch)
    return { notCompared: messages.otherArchitecture({ recorded: recorded.arch, today: today.arch }) }
  if (recorded.runtime !== today.runtime)
    return { notCompared: messages.otherRuntime({ recorded: recorded.runtime, today: today.runtime }) }
  if (recorded.method !== today.method)
    return { notCompared: messages.otherMethod({ recorded: recorded.method, today: today.method }) }
  const differs = (Object.keys(MAY_MOVE) as CountDifference[]).filter((field) => recorded[field] !== today[field])
  return { margin: differs.reduce((sum, field) => sum + MAY_MOVE[field], 0), differs }
}
