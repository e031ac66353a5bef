import { noFailures, type GeneratorPart } from '../../model/measurement.ts'
import type { Load, Mix } from '../driver.ts'
import { byRequestOf, latenciesIn } from '../embedded/by-request.ts'
import { latencyHistogram } from '../histogram.ts'
import { dueAt } from '../pace.ts'
import { rowReader, type Sent } from './vegeta-row.ts'

/** The same with when it was due. */
export type Hit = Sent & { readonly due: number }

/** What was asked at which rate, by one vegeta or by several together, and between which moments it counts, in seconds since 1970. */
export type AskedOfAll = {
  readonly rate: number
  readonly mix: Mix
  readonly began: number
  readonly ended: number
}

/** The same of one vegeta. */
export type Asked = AskedOfAll & { readonly connections: number }

/** What one vegeta sent, over so many connections at most; and its name and its clock, where it is one of several. */
export type SentByOne = {
  readonly hits: readonly Hit[]
  readonly connections: number
  readonly generator?: Pick<GeneratorPart, 'name' | 'clock'>
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
  const sent = await readSent(lines, asked.mix)
  const one = { hits: dueIn(sent, asked.rate), connections: asked.connections }
  return { load: sumUp([one], asked), requests: sent.length }
}

/** What one vegeta sent, by its own clock. */
export async function readSent(lines: Iterable<string> | AsyncIterable<string>, mix: Mix): Promise<readonly Sent[]> {
  const sent: Sent[] = []
  const read = rowReader(mix)
  for await (const line of lines) if (line !== '') sent.push(read(line))
  return sent
}

/** What all requests come to, whoever sent them: one distribution, from which every percentile is taken. */
export function sumUp(all: readonly SentByOne[], asked: AskedOfAll): Load {
  const { rate, began, ended, mix } = asked
  const hits = all.flatMap((one) => one.hits)
  const isCounted = ({ due }: Hit) => due >= began && due < ended
  const counted = hits.filter(isCounted)
  const waitingAt = (moment: number) => hits.filter(({ due, over }) => due < moment && over > moment).length
  const { right, failures, latency } = partOf(hits, asked)
  const generators = all.flatMap((one) => (one.generator ? [generatorPart(one.generator, one.hits, asked)] : []))
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
      queued: all.flatMap((one) => queuedOf(one).filter(isCounted)).length,
      unanswered: counted.filter(({ end }) => end === 'unanswered').length,
      backlog: { halfway: waitingAt((began + ended) / 2), end: waitingAt(ended) },
      lag: lagOf(counted),
      ...(generators.length === 0 ? {} : { generators }),
    },
  }
}

function generatorPart(
  generator: Pick<GeneratorPart, 'name' | 'clock'>,
  hits: readonly Hit[],
  asked: AskedOfAll,
): GeneratorPart {
  const counted = hits.filter(({ due }) => due >= asked.began && due < asked.ended)
  const { histogram } = latenciesIn(partOf(hits, asked).latency)
  return { ...generator, requests: counted.length, histogram, lag: lagOf(counted) }
}

/** Encoded; null without a request. */
function lagOf(counted: readonly Hit[]): string | null {
  const lag = latencyHistogram()
  for (const { due, sent } of counted) lag.add(sent - due)
  return lag.close()?.encoded ?? null
}

/** Of all requests, or of one of a mix: the right answers that came between the marks, all failures, and the latencies of what was due. */
function partOf(hits: readonly Hit[], { began, ended }: AskedOfAll) {
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

/** Nothing is assumed of a clock: the beginning is the earliest that the requests allow for. */
export function dueIn(all: readonly Sent[], rate: number): readonly Hit[] {
  const start = all.reduce((earliest, { seq, sent }) => Math.min(earliest, sent - dueAt(seq, rate)), Infinity)
  return all.map((one) => ({ ...one, due: start + dueAt(one.seq, rate) }))
}

/** Those that were sent while every connection was in use: vegeta lets them wait, and their latency goes on. */
function queuedOf({ hits, connections }: SentByOne): readonly Hit[] {
  const sent = hits.toSorted((a, b) => a.sent - b.sent)
  const over = hits.map((hit) => hit.over).toSorted((a, b) => a - b)
  let ended = 0
  return sent.filter((hit, index) => {
    while (ended < over.length && (over[ended] ?? Infinity) <= hit.sent) ended += 1
    return index - ended >= connections
  })
}
