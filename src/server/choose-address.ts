import type { Server } from '../model/server.ts'
import { isAnswer, type Heard } from './ask-ready.ts'
import type { Candidate } from './candidates.ts'
import type { Port } from './port.ts'

/** A candidate, and what came of asking it; null when nothing did yet. */
export type Asked = Candidate & { readonly heard: Heard | null }

type Right = Candidate & { readonly heard: Heard & { readonly state: 'right' } }
type Refused = Candidate & { readonly heard: Heard & { readonly state: 'refused' } }

/** Which of several is the application's; `several` when that cannot be told. */
export type Choice =
  | { readonly kind: 'right'; readonly asked: Right }
  | { readonly kind: 'refused'; readonly asked: Refused }
  | { readonly kind: 'several'; readonly asked: readonly Right[] }

/** `settle`: seconds for a server that answers elsewhere to come to listen on the port that it was told, as `LaunchContext` has it. */
export type Choosing = Pick<Server, 'address'> & {
  readonly port: Port
  readonly settle: number
  readonly seconds: Waited
}

/** Seconds since the first answer that was right or refused, and since the last change of the candidates. */
export type Waited = { readonly settled: number; readonly quiet: number }

/** Seconds without another address after which the last one is the last. */
const QUIET_FOR = 0.5

/** Seconds more for an address that was found and has not been heard of: on a busy machine `settle` may be over before it is asked. */
const UNHEARD_FOR = 10

/** Null: wait and see. */
export function chooseAddress(all: readonly Asked[], choosing: Choosing): Choice | null {
  const { address, port, seconds } = choosing
  if (address === 'last') return seconds.quiet < QUIET_FOR ? null : settle(all)
  if (address !== undefined || port.isSure) return settle(all)
  const told = all.find((one) => one.port === port.number)
  if (told?.heard && isAnswer(told.heard)) return settle([told])
  const others = all.filter((one) => one !== told)
  const [first] = others.filter(isRight)
  if (choosing.settle === 0 && first) return { kind: 'right', asked: first }
  const isUnheard = all.some(({ heard }) => heard === null)
  return seconds.settled < choosing.settle + (isUnheard ? UNHEARD_FOR : 0) ? null : settle(others)
}

function settle(all: readonly Asked[]): Choice | null {
  const [right, ...more] = all.filter(isRight)
  if (right) return more.length > 0 ? { kind: 'several', asked: [right, ...more] } : { kind: 'right', asked: right }
  const [refused] = all.filter(isRefused)
  return refused ? { kind: 'refused', asked: refused } : null
}

function isRight(one: Asked): one is Right {
  return one.heard?.state === 'right'
}

function isRefused(one: Asked): one is Refused {
  return one.heard?.state === 'refused'
}
