import { z } from 'zod'

/** How much is asked: by connections that wait for their answers (closed loop), or by the clock (open loop). */

/** Connections of an open loop that says no number. None is opened before it is needed. */
const MOST_CONNECTIONS = 100

/** Requests per second of one generator. More is a mistake in the unit: the fastest Node servers answer half of it. */
const FASTEST = 100_000

const rateProblem = `must be requests per second from 1 to ${FASTEST}, such as 500`
const shareProblem = 'must be a share of the capacity between 0 and 1, such as 0.6: at 1 and above, requests only queue'

export const loadSchema = z
  .strictObject({
    connections: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe(
        `How many connections ask at the same time. Each sends its next request when it has its answer: a closed loop. With \`rate\` or \`share\`, an open loop, it is the most that are opened, ${MOST_CONNECTIONS} by default.`,
      ),
    rate: z
      .number(rateProblem)
      .min(1, rateProblem)
      .max(FASTEST, rateProblem)
      .optional()
      .describe(
        'An open loop: so many requests are sent per second, whether or not the earlier ones are answered. Latencies count from when a request was due.',
      ),
    share: z
      .number(shareProblem)
      .gt(0, shareProblem)
      .lt(1, shareProblem)
      .optional()
      .describe(
        'An open loop at this share of what the same server can answer in a closed loop over `connections`: 0.6 is 60 %. The baseline keeps the rate that was taken, and in an A/B run both sides get 60 % of base.',
      ),
  })
  .superRefine(({ connections, rate, share }, context) => {
    const issue = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    if (rate !== undefined && share !== undefined)
      issue('share', 'contradicts `rate`: give requests per second, or a share of the capacity')
    if (connections === undefined && rate === undefined && share === undefined)
      issue('connections', 'is missing: give `connections` for a closed loop, or `rate` or `share` for an open one')
  })

export type LoadOptions = z.output<typeof loadSchema>

/** Whether requests are sent by the clock. */
export function isOpenLoop({ rate, share }: LoadOptions): boolean {
  return rate !== undefined || share !== undefined
}

/** The connections of a closed loop, and the most of an open one. */
export function connectionsOf({ connections }: LoadOptions): number {
  return connections ?? MOST_CONNECTIONS
}

/** `closed loop over 4 connections`, `open loop at 500 requests per second over up to 100 connections`. */
export function loopText(load: LoadOptions): string {
  const { rate, share } = load
  const connections = connectionsOf(load)
  const over = `${connections} ${connections === 1 ? 'connection' : 'connections'}`
  if (rate === undefined && share === undefined) return `closed loop over ${over}`
  const pace = rate === undefined ? `${percent(share ?? 0)} % of the capacity` : `${rate} requests per second`
  return `open loop at ${pace} over up to ${over}`
}

function percent(share: number): number {
  return Number((share * 100).toPrecision(3))
}
