import { z } from 'zod'
import { isRightStatus } from '../../model/expect.ts'
import { bodyCheck } from '../answer/body-check.ts'
import type { RightAnswer } from '../answer/right-answer.ts'
import type { Mix } from '../driver.ts'
import { requestAt } from './vegeta-targets.ts'

/** One request, as `vegeta encode` writes it. Latencies are nanoseconds; a status of 0 is none. */
const rowSchema = z.object({
  seq: z.int().min(0),
  code: z.int(),
  timestamp: z.string(),
  latency: z.number().min(0),
  error: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.array(z.string())).nullable(),
  /** In base64; empty unless it was told to keep them. */
  body: z.string().nullable(),
})

type Row = z.output<typeof rowSchema>

/** One request in seconds since 1970: when it was sent, and when its answer was there. `at`: which one of a mix. */
export type Sent = {
  readonly seq: number
  readonly at: number
  readonly sent: number
  readonly over: number
  readonly end: 'right' | 'unanswered' | 'status' | 'body' | 'connection' | 'lost'
}

/** Reads one line after the other, and judges what was answered. */
export function rowReader({ plan, rights }: Mix): (line: string) => Sent {
  const judges = rights.map((right, at) => judgeOf(right, plan.requests[at]?.method ?? ''))
  return (line) => {
    const row = rowSchema.parse(JSON.parse(line))
    const at = requestAt(row.url)
    const sent = secondsOf(row.timestamp)
    return { seq: row.seq, at, sent, over: sent + row.latency / 1e9, end: endOf(row, rights[at]!, judges[at]!) }
  }
}

/** RFC 3339 with nanoseconds, of which a number since 1970 keeps a quarter of a microsecond. */
function secondsOf(timestamp: string): number {
  const [, whole = '', fraction = '', zone = 'Z'] = /^([^.Z+]+)(\.\d+)?(.*)$/.exec(timestamp) ?? []
  return Date.parse(`${whole}${zone}`) / 1000 + Number(fraction === '' ? 0 : fraction)
}

/** What Go says before what went wrong, as in `Get "http://127.0.0.1:80/timeouts": EOF`. */
const GOES_TO = /^\w+ "(?:[^"\\]|\\.)*": /

type Judge = (answer: Pick<Row, 'headers' | 'body'>) => boolean

function endOf({ code, error, ...answer }: Row, right: RightAnswer, isRight: Judge): Sent['end'] {
  if (code === 0) {
    const problem = error.replace(GOES_TO, '')
    if (/timeout|deadline exceeded/i.test(problem)) return 'unanswered'
    return /dial|refused/i.test(problem) ? 'connection' : 'lost'
  }
  if (!isRightStatus(code, right.statuses)) return 'status'
  return isRight(answer) ? 'right' : 'body'
}

/** Where the bytes are always the same, bodies are not kept, and their length has to do. */
function judgeOf({ body: right }: RightAnswer, method: string): Judge {
  // The answer to a HEAD has the length of the body that it leaves out.
  if (method === 'HEAD') return () => true
  if (right.kind === 'bytes') {
    const expected = Buffer.byteLength(right.base64, 'base64')
    return ({ headers }) => Number(headers?.['Content-Length']?.[0] ?? expected) === expected
  }
  const check = bodyCheck(right)
  return ({ body }) => {
    check.add(Buffer.from(body ?? '', 'base64'))
    return check.matches()
  }
}
