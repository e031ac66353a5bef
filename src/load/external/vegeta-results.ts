import { z } from 'zod'
import { isRightStatus } from '../../model/expect.ts'
import { noFailures } from '../../model/measurement.ts'
import type { RightAnswer } from '../answer/right-answer.ts'
import type { Load } from '../driver.ts'
import { latencyHistogram } from '../histogram.ts'
import { dueAt } from '../pace.ts'

/** One request, as `vegeta encode` writes it. Latencies are nanoseconds; a status of 0 is none. */
const hitSchema = z.object({
  seq: z.int().min(0),
  code: z.int(),
  timestamp: z.string(),
  latency: z.number().min(0),
  error: z.string(),
  headers: z.record(z.string(), z.array(z.string())).nullable(),
})

/** One request in seconds since 1970: when it was due, when it was sent, and when its answer was there. */
type Hit = {
  readonly due: number
  readonly sent: number
  readonly over: number
  readonly end: 'right' | 'unanswered' | 'status' | 'body' | 'connection' | 'lost'
}

/** What was asked of vegeta, and between which moments it counts, in seconds since 1970. */
export type Asked = {
  readonly rate: number
  readonly connections: number
  readonly method: string
  readonly right: RightAnswer
  readonly began: number
  readonly ended: number
}

/**
 * What vegeta's results come to. It notes when it sent a request and not when that was due: that is as many intervals after the
 * first one as its number says. The first one may have been late itself, so what counts as the beginning is the earliest that any of them
 * allows for. A request is late by the generator's fault, or because all connections were in use.
 */
export function readResults(lines: string, asked: Asked): Load {
  const hits = readHits(lines, asked)
  const { rate, began, ended } = asked
  const isCounted = ({ due }: Hit) => due >= began && due < ended
  const counted = hits.filter(isCounted)
  const [latency, lag] = [latencyHistogram(), latencyHistogram()]
  for (const { due, sent, over, end } of counted) {
    if (end === 'right' || end === 'unanswered') latency.add(over - due)
    lag.add(sent - due)
  }
  const within = hits.filter(({ over, end }) => end === 'right' && over >= began && over < ended)
  const latencies = latency.close()
  const waitingAt = (moment: number) => hits.filter(({ due, over }) => due < moment && over > moment).length
  return {
    elapsed: ended - began,
    requests: within.length,
    failures: failuresIn(hits.filter(({ due }) => due < ended)),
    latency: latencies && { p50: latencies.p50, p90: latencies.p90, p95: latencies.p95, p99: latencies.p99 },
    histogram: latencies && latencies.encoded,
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

function readHits(lines: string, { rate, method, right }: Asked): readonly Hit[] {
  const rows = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => hitSchema.parse(JSON.parse(line)))
  const sent = rows.map(({ timestamp }) => secondsOf(timestamp))
  const start = Math.min(...rows.map(({ seq }, index) => (sent[index] ?? 0) - dueAt(seq, rate)))
  return rows.map((row, index) => {
    const at = sent[index] ?? 0
    return { due: start + dueAt(row.seq, rate), sent: at, over: at + row.latency / 1e9, end: endOf(row, method, right) }
  })
}

/** RFC 3339 with nanoseconds, of which a number since 1970 keeps a quarter of a microsecond. */
function secondsOf(timestamp: string): number {
  const [, whole = '', fraction = '', zone = 'Z'] = /^([^.Z+]+)(\.\d+)?(.*)$/.exec(timestamp) ?? []
  return Date.parse(`${whole}${zone}`) / 1000 + Number(fraction === '' ? 0 : fraction)
}

function endOf({ code, error, headers }: z.output<typeof hitSchema>, method: string, right: RightAnswer): Hit['end'] {
  if (code === 0) {
    if (/timeout|deadline exceeded/i.test(error)) return 'unanswered'
    return /dial|refused/i.test(error) ? 'connection' : 'lost'
  }
  if (!isRightStatus(code, right.statuses)) return 'status'
  // The answer to a HEAD has the length of the body that it leaves out.
  const length = method === 'HEAD' ? undefined : headers?.['Content-Length']?.[0]
  const expected = right.body.kind === 'bytes' ? Buffer.byteLength(right.body.base64, 'base64') : null
  return length !== undefined && expected !== null && Number(length) !== expected ? 'body' : 'right'
}

function failuresIn(hits: readonly Hit[]): Load['failures'] {
  const failures = { ...noFailures }
  for (const { end } of hits) if (end !== 'right' && end !== 'unanswered') failures[end] += 1
  return failures
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
