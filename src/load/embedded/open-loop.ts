import { setTimeout as sleep } from 'node:timers/promises'
import type { Load, RunnerMarks, Target } from '../driver.ts'
import { countedIn, dueAt, type Pace } from '../pace.ts'
import { mixOf } from '../mix.ts'
import { openAlarm, type Alarm } from './alarm.ts'
import { openBook, type Book } from './book.ts'
import { byRequestOf } from './by-request.ts'
import { keepPace } from './keep-pace.ts'
import type { Connections, Pool } from './connections.ts'

/** Seconds to wait for answers when the last request has been sent. What is unanswered then has waited for so long at least. */
const PATIENCE = 3

/** Milliseconds until the first request is due. */
const RUN_UP = 2

/** One for all stretches of this process. */
let opened: Promise<Alarm> | undefined

/**
 * Sends requests when they are due, on connections that are at rest before and after. It never waits for an answer. Where all
 * connections are in use, a request waits for the first one that is free, and its latency goes on: it counts from when it was due. What is
 * never answered stays in the distribution with the time that it has waited. The load goes on until the caller has read its clocks.
 */
export async function runOpenLoop(
  pace: Pace,
  connections: Connections,
  target: Target,
  marks: RunnerMarks,
): Promise<Load> {
  if (!connections.openPool) throw new Error('this generator sends no requests at a rate')
  const alarm = await (opened ??= openAlarm())
  const start = performance.now() + RUN_UP
  const mix = mixOf(target)
  const statuses = mix.rights.map((right) => right.statuses)
  const book = openBook(pace, start, statuses, 100 + 2 * target.connections)
  const pool = connections.openPool(book.counts, () => sendWaiting(book, pool))
  const elapsed = await offer({ alarm, pace, start, book, pool, marks })
  const drained = await Promise.race([book.drained(), sleep(PATIENCE * 1000, false, { ref: false }), gone(book)])
  if (!drained) pool.abandon()
  return { ...book.close(elapsed, pool.underWay()), ...byRequestOf(book.tally, mix) }
}

function sendWaiting(book: Book, pool: Pool): void {
  const since = book.waiting.peek()
  if (since !== undefined && pool.ask(since)) book.waiting.take()
}

async function gone({ tally }: Book): Promise<false> {
  await tally.broken
  return false
}

type Offering = {
  readonly alarm: Alarm
  readonly pace: Pace
  /** When the first request is due. */
  readonly start: number
  readonly book: Book
  readonly pool: Pool
  readonly marks: RunnerMarks
}

/** Sends until the clocks were read at the end of the counted stretch. Returns the seconds that were counted; 0 when the server was gone before. */
async function offer({ alarm, pace, start, book, pool, marks }: Offering): Promise<number> {
  const { first, halfway, end } = countedIn(pace)
  let [began, elapsed] = [0, 0]
  const { promise: over, resolve } = Promise.withResolvers<void>()
  const mark = (index: number) => {
    if (index === first) {
      book.tally.counting = true
      began = performance.now()
      marks.began()
    }
    if (index === halfway) book.noteBacklog('halfway')
    if (index === end) {
      book.tally.counting = false
      elapsed = (performance.now() - began) / 1000
      book.noteBacklog('end')
      void marks.ended().then(resolve)
    }
  }
  const stop = keepPace(
    alarm,
    (index) => start + dueAt(index, pace.rate) * 1000,
    (index, due) => {
      mark(index)
      const isSent = book.waiting.peek() === undefined && pool.ask(due)
      if (!isSent) book.waiting.add(due)
      book.note(due, isSent)
    },
  )
  await Promise.race([over, book.tally.broken])
  stop()
  return elapsed
}
