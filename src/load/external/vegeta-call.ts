import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import type { Mix, RunnerMarks, Target } from '../driver.ts'
import { messages } from '../messages.ts'
import { mixOf } from '../mix.ts'
import type { Pace } from '../pace.ts'
import { targetsFrom, type Targets } from './vegeta-targets.ts'

/** How vegeta is called, on this machine and on others. */

export const PROGRAM = 'vegeta'

/** Seconds for the program to start, and per target that it reads; and for the clocks to be read while it still sends. */
const START = 0.3
const PER_TARGET = 5e-6
const TAIL = 0.3

/** Requests that it may send more than the clock says. */
const SPARE = 10

/** Seconds after which a request without an answer is given up, as the embedded generator does when the last has been sent. */
const PATIENCE = 4

/** Requests for a stretch, of as many turns as it may need, from number `first` on. */
export function requestsFor({ leadIn, seconds, rate }: Pace, target: Target, first: number): Targets {
  return targetsFrom(target, first, mostIn({ leadIn, seconds, rate }))
}

/** More turns than a stretch can send. */
export function mostIn({ leadIn, seconds, rate }: Pace): number {
  return Math.ceil((START + leadIn + seconds + TAIL) * rate * 1.1) + SPARE
}

/** Seconds from its start until requests count. */
export function runUp({ leadIn }: Pace, { count }: Targets): number {
  return START + leadIn + count * PER_TARGET
}

/** What vegeta is told when requests count so many seconds after its start. */
export function argumentsFor({ rate, seconds }: Pace, after: number, target: Target): readonly string[] {
  const { connections } = target
  const options = {
    format: 'json',
    rate: rateText(rate),
    duration: `${Math.ceil((after + seconds + TAIL) * 1000)}ms`,
    timeout: `${PATIENCE}s`,
    connections,
    'max-connections': connections,
    workers: connections,
    http2: false,
    redirects: -1,
    'max-body': needsBodies(mixOf(target)) ? -1 : 0,
  }
  return Object.entries(options).map(([name, value]) => `-${name}=${value}`)
}

/** Seconds from its start until it has given up the last request. */
export function longestCall({ seconds }: Pace, after: number): number {
  return after + seconds + TAIL + PATIENCE
}

/** Where lengths do, it keeps no bodies: at thousands of pages per second they would take more time than the requests. */
function needsBodies({ rights }: Mix): boolean {
  return rights.some(({ body }) => body.kind !== 'bytes')
}

/** vegeta takes whole numbers of requests only: 12.5 per second are 12500 in a thousand. */
function rateText(rate: number): string {
  return Number.isInteger(rate) ? `${rate}/1s` : `${Math.round(rate * 1000)}/1000s`
}

/** Calls the vegeta of this machine. Throws an Error with its own words when it fails. */
export async function callVegeta(words: readonly string[], input: Uint8Array = Buffer.alloc(0)): Promise<void> {
  const { exitCode, stderr } = await execa(PROGRAM, words, { input, stdout: 'ignore', reject: false })
  if (exitCode !== 0)
    throw new Error(messages.toolFailed({ tool: PROGRAM, exitCode, words: stderr.trim().split('\n').at(-1) ?? '' }))
}

/** A line per request of a file of binary results. */
export async function linesOf(results: string): Promise<AsyncIterable<string>> {
  const lines = `${results}.json`
  await callVegeta(['encode', '-to', 'json', '-output', lines, results])
  return createInterface({ input: createReadStream(lines) })
}

/** The moments between which requests count, in seconds since 1970, as vegeta notes them. */
export type Between = { readonly began: number; readonly ended: number }

/** Sets the marks of a stretch, of which requests count from `at` on. Rejects when the signal aborts. */
export async function markFrom(
  at: number,
  seconds: number,
  marks: RunnerMarks,
  signal?: AbortSignal,
): Promise<Between> {
  await sleep((at - now()) * 1000, undefined, { signal })
  const began = now()
  marks.began()
  await sleep(seconds * 1000, undefined, { signal })
  const ended = now()
  await marks.ended()
  return { began, ended }
}

/** Seconds since 1970, on this machine's clock. */
export function now(): number {
  return (performance.timeOrigin + performance.now()) / 1000
}
