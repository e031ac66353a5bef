import type { Ends } from '../load/driver.ts'
import type { Replaced } from '../model/measurement.ts'
import { processes } from '../model/wording.ts'

const recycled =
  "workers that are recycled by design (gunicorn --max-requests, a cluster), which `workers: 'recycled'` in the server's definition"

/** Characters of a printed line. Its end says what happened; dates are at its beginning. */
const LINE = 120

/** In what a parent prints about a child that did not end by itself. */
const CRASHED = /\bSIG[A-Z]{3,}|\bcode [1-9]/

/** `100 answers`, or `3 to 57 answers`. */
function answersIn({ fewest, most }: NonNullable<Ends['unsaid']>): string {
  return `${fewest === most ? most : `${fewest} to ${most}`} ${most === 1 ? 'answer' : 'answers'}`
}

/** What this room says to a user. */
export const messages = {
  processEnded: ({
    server,
    gone,
    came,
    early,
    lost,
    said,
  }: {
    readonly server: string
    readonly gone: readonly number[]
    /** `early`: they were started in the warm-up, so they are only likely to take its place. */
    readonly came: readonly number[]
    readonly early: boolean
    readonly lost: number
    /** What the server printed about it. */
    readonly said: string | null
  }) => {
    const what = `${processes(gone)} of ${server} ended while it was measured`
    const words =
      said === null
        ? "Look at the server's output for the reason"
        : `The server printed ${JSON.stringify(said.slice(-LINE))}`
    if (came.length === 0) return `${what}, and none took its place: it crashed, or was stopped. ${words}`
    const likely = `${processes(came)}, which ${came.length === 1 ? 'was' : 'were'} started in the warm-up, may have taken its place`
    const replaced = `${what}, and ${early ? likely : `${processes(came)} took its place`}`
    if (said !== null && CRASHED.test(said)) return `${replaced}: this looks like a crash. ${words}`
    if (lost === 0)
      return `${replaced} without a lost request: this looks like ${recycled} allows. If they are not meant to be, it crashed. ${words}`
    return `${replaced}, with ${lost} lost ${lost === 1 ? 'request' : 'requests'}: it crashed, or these are ${recycled} allows. ${words}`
  },
  replacedInWarmUp: ({ failed, gone, came }: Replaced & { readonly failed: string }) =>
    `${failed}. In this warm-up, ${processes(gone)} ended and ${processes(came)} took its place: it crashed, or these are ${recycled} allows`,
  notReplaced: ({
    server,
    before,
    left,
    seconds,
  }: {
    readonly server: string
    readonly before: number
    readonly left: number
    readonly seconds: number
  }) =>
    `${server} had ${before} processes and has ${left} now: a worker ended, and none took its place within ${seconds} s, although its definition says \`workers: 'recycled'\``,
  endsUnsaid: ({ wrong, ...ends }: NonNullable<Ends['unsaid']> & { readonly wrong: string }) =>
    `${wrong}. The server ended connections after ${answersIn(ends)} without saying so before (\`Connection: close\`), and requests that were sent meanwhile were lost`,
  answeredNothing: ({ server, seconds }: { readonly server: string; readonly seconds: number }) =>
    `${server} answered nothing in ${seconds.toFixed(2)} s of load`,
} as const
