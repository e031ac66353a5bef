import { noFailures } from '../../model/measurement.ts'
import type { Load, Mix } from '../driver.ts'
import { byRequestOf, latenciesIn } from '../embedded/by-request.ts'
import { latencyHistogram } from '../histogram.ts'
import { dueAt } from '../pace.ts'
import { rowReader, type Sent } from './vegeta-row.ts'

/** The same with when it was due. */
type Hit = Sent & { readonly due: number }

/** What was asked of vegeta, and between which moments it counts, in seconds since 1970. */
export type Asked = {
  readonly rate: number
  readonly connections: number
  readonly mix: Mix
  readonly began: number
  readonly ended: number
}

/**
 * What vegeta's results come to, line by line. It notes when it sent a request and not when that was due: that is as many intervals after
 * the first one as its number says. The first one may have been late itself, so what counts as the beginning is the earliest that any of
 * them allows for. A request is late by the generator's fault, or because all connections were in use. `requests`: all that were sent.
 */
export async function readResults(
  lines: Iterable<string> | AsyncIterable<string>,
  asked: Asked,
): Promise<{ readonly load: Load; readonly requests: number }> {
  const sent: Sent[] = []
  const read = rowReader(asked.mix)
  for await (const line of lines) if (line !== '') sent.push(read(line))
  return { load: sumUp(dueIn(sent, asked.rate), asked), requests: sent.length }
}

function sumUp(hits: readonly Hit[], asked: Asked): Load {
  const { rate, began, ended, mix } = asked
  const isCounted = ({ due }: Hit) => due >= began && due < ended
  const counted = hits.filter(isCounted)
  const lag = latencyHistogram()
  for (const { due, sent } of counted) lag.add(sent - due)
  const waitingAt = (moment: number) => hits.filter(({ due, over }) => due < moment && over > moment).length
  const { right, failures, latency } = partOf(hits, asked)
  const each = mix.plan.requests.map((_, at) => hits.filter((hit) => hit.at === at))
  return {
    elapsed: ended - began,
    requests: right,
    failures,
    ...latenciesIn(latency),
    ...byRequestOf({ parts: each.length < 2 ? [] : each.map((own) => partOf(own, asked)) }, mix),
    offered: {
      rate,
      requests: counted.length,
      queued: queuedOf(hits, asked).filter(isCounted).length,
      unanswered: counted.filter(({ end }) => end === 'unanswered').length,
      backlog: { halfway: waitingAt((began + ended) / 2), end: waitingAt(ended) },
      lag: lag.close()?.encoded ?? null,
    },
  }
}

/** Of all requests, or of one of a mix: the right answers that came between the marks, all failures, and the latencies of what was due. */
function partOf(hits: readonly Hit[], { began, ended }: Asked) {
  const latency = latencyHistogram()
  const failures = { ...noFailures }
  let right = 0
  for (const { due, over, end } of hits) {
    if (end === 'right' && over >= began && over < ended) right += 1
    if (end === 'right' || end === 'unanswered') {
      if (due >= began && due < ended) latency.add(over - due)
    } else if (due < ended) failures[end] += 1
  }
  return { right, failures, latency }
}

function dueIn(all: readonly Sent[], rate: number): readonly Hit[] {
  const start = all.reduce((earliest, { seq, sent }) => Math.min(earliest, sent - dueAt(seq, rate)), Infinity)
  return all.map((one) => ({ ...one, due: start + dueAt(one.seq, rate) }))
}

/** Those that were sent while every connection was in use: vegeta lets them wait, and their latency goes on. */
function queuedOf(hits: readonly Hit[], { connections }: Asked): readonly Hit[] {
  const sent = hits.toSorted((a, b) => a.sent - b.sent)
  const over = hits.map((hit) => hit.over).toSorted((a, b) => a - b)
  let ended = 0
  return sent.filter((hit, index) => {
    while (ended < over.length && (over[ended] ?? Infinity) <= hit.sent) ended += 1
    return index - ended >= connections
  })
}
