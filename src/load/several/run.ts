import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LoadgateError } from '../../model/error.ts'
import type { LoadGenerator } from '../../model/generators.ts'
import type { Load, Mix, RunnerMarks, Target } from '../driver.ts'
import {
  argumentsFor,
  linesOf,
  longestCall,
  markFrom,
  mostIn,
  now,
  requestsFor,
  runUp,
  type Between,
} from '../external/vegeta-call.ts'
import { dueIn, readSent, sumUp, type Hit, type SentByOne } from '../external/vegeta-results.ts'
import type { Targets } from '../external/vegeta-targets.ts'
import { mixOf } from '../mix.ts'
import type { Pace } from '../pace.ts'
import type { TurnCount } from '../walk.ts'
import { nanosecondsAt } from './clock.ts'
import { messages } from './messages.ts'
import { openAll, type Reached } from './reach.ts'
import { sharesOf } from './shares.ts'

/** One stretch that several generators send to one server. `folder`: a fresh one, for their results. */
export type Attack = {
  readonly pace: Pace
  readonly target: Target
  readonly generators: readonly LoadGenerator[]
  readonly folder: string
  readonly turn: TurnCount
}

/** One generator's part of it. */
type Part = Reached & { readonly pace: Pace; readonly target: Target; readonly requests: Targets }

/** Seconds from when the order is sent to when the generators begin, beside the way to them. */
const NOTICE = 0.2

/** Seconds more of load that is not counted than from here: the slowest of them has to be under way. */
const UNDER_WAY = 0.3

/** Seconds for a generator to answer, and bytes and results per second in the slowest network that this is made for. */
const GRACE = 15
const SLOWEST = { bytes: 1_000_000, results: 10_000 } as const

/**
 * All generators begin at the same moment, each with its part of the rate. What they send back is put together request by request, so
 * that a percentile is that of all requests. Rejects with a LoadgateError, with its name, when one cannot be used.
 */
export async function runSeveral(attack: Attack, marks: RunnerMarks): Promise<Load> {
  const { pace, target, folder } = attack
  const reached = await openAll(attack.generators)
  try {
    const parts = partsOf(attack, reached)
    await Promise.all(parts.map(sendRequests))
    const { between, planned, results } = await untilOneFails(parts, pace, marks)
    const all: SentByOne[] = []
    for (const [index, part] of parts.entries())
      all.push(await readOne(part, results[index]!, join(folder, `${index}.gob`), mixOf(target), planned))
    return sumUp(all, { rate: pace.rate, mix: mixOf(target), ...between })
  } finally {
    for (const { shell } of reached) shell.close()
  }
}

/** Each generator has turns of its own, so that no value of a mix is sent twice. */
function partsOf({ pace, target, turn }: Attack, reached: readonly Reached[]): readonly Part[] {
  const shares = sharesOf(pace.rate, target.connections, reached.length)
  const leadIn = pace.leadIn + UNDER_WAY
  return reached.map((one, index) => {
    const { rate, connections } = shares[index]!
    const own = { pace: { ...pace, leadIn, rate }, target: { ...target, connections } }
    const first = turn.next()
    turn.skip(mostIn(own.pace))
    return { ...one, ...own, requests: requestsFor(own.pace, own.target, first) }
  })
}

async function sendRequests({ shell, requests: { text } }: Part): Promise<void> {
  shell.tell(`targets ${text.length}`, text)
  await shell.line(GRACE + text.length / SLOWEST.bytes)
}

/** `between`: when requests began and ended to count. `planned`: when they should have, which is earlier where this machine is busy. */
type Sending = { readonly between: Between; readonly planned: Between; readonly results: readonly Buffer[] }

/** Gives the stretch up as soon as one of them fails: what the others measure is not the load that was asked for. */
async function untilOneFails(parts: readonly Part[], { seconds }: Pace, marks: RunnerMarks): Promise<Sending> {
  const start = now() + NOTICE + Math.max(...parts.map(({ offset }) => 2 * offset.uncertainty))
  const after = Math.max(...parts.map((part) => runUp(part.pace, part.requests)))
  const failed = new AbortController()
  const sent = Promise.all(parts.map((part) => attackWith(part, start, after)))
  sent.catch(() => failed.abort())
  const planned = { began: start + after, ended: start + after + seconds }
  const [results, between] = await Promise.all([sent, markFrom(planned.began, seconds, marks, failed.signal)])
  return { between, planned, results }
}

async function attackWith({ shell, offset, pace, target }: Part, start: number, after: number): Promise<Buffer> {
  shell.tell(`attack ${nanosecondsAt(start, offset)} ${argumentsFor(pace, after, target).join(' ')}`)
  const seconds = longestCall(pace, after)
  return shell.rest(start - now() + seconds + GRACE + (pace.rate * seconds) / SLOWEST.results)
}

async function readOne(
  { shell: { name }, offset, pace, target }: Part,
  results: Buffer,
  file: string,
  mix: Mix,
  planned: Between,
): Promise<SentByOne> {
  await writeFile(file, results)
  const sent = await readSent(await linesOf(file), mix)
  const { ahead } = offset
  const onOurClock = sent.map((one) => ({ ...one, sent: one.sent - ahead, over: one.over - ahead }))
  const hits = dueIn(onOurClock, pace.rate)
  requireWhole(name, hits, pace.rate, planned)
  return { hits, connections: target.connections, generator: { name, clock: offset } }
}

/** Throws LoadgateError when a generator did not send for as long as requests count. */
function requireWhole(name: string, hits: readonly Hit[], rate: number, { began, ended }: Between): void {
  const first = hits.reduce((least, { due }) => Math.min(least, due), ended)
  const last = hits.reduce((most, { due }) => Math.max(most, due), -Infinity)
  if (first > began + 1 / rate)
    throw new LoadgateError('generator-late', messages.startedLate({ name, seconds: first - began }))
  if (last < ended - 1 / rate)
    throw new LoadgateError('generator-late', messages.endedEarly({ name, seconds: ended - last }))
}
