import { isOpenLoop } from '../model/load.ts'
import type { Entrant } from '../model/measurement.ts'
import { tooManyFailures } from '../verdict/validity.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Participant } from './participant.ts'
import { attempt, type Session } from './session.ts'
import { spanAt, type Span } from './window.ts'

/** How fast a server is asked at a share of its capacity, and for how long at a time. */

/** The closed loop that shows what a server can do: seconds of it. */
const CAPACITY: Span = { leadIn: 0.1, seconds: 1 }

/**
 * Gives those who are asked at a rate their windows. Where the rate is a share of a capacity that is not known yet, it is measured first, in
 * the first wave: that of base in an A/B run. Whoever has no rate takes no part: then base is at fault.
 */
export async function takeRates(
  session: Session,
  participants: readonly Participant[],
): Promise<readonly Participant[]> {
  if (!isOpenLoop(session.scenario.load)) return participants
  for (const participant of participants) await learnRate(session, participant)
  return participants.flatMap((participant) => {
    if (isReference(session, participant.entrant)) return [participant]
    const rate = session.rates.get(participant.entrant.server)
    return rate === undefined ? [] : [{ ...participant, span: spanAt(rate, session.budget.rounds) }]
  })
}

async function learnRate(session: Session, { entrant, target }: Participant): Promise<void> {
  const { share } = session.scenario.load
  const isOther = session.mode === 'ab' && entrant.side === 'head'
  if (share === undefined || isOther || isReference(session, entrant) || session.rates.has(entrant.server)) return
  session.report({ step: 'warming up', server: session.nameOf(entrant) })
  const capacity = await attempt(session, entrant, async () => {
    const load = await session.driver.run(target, CAPACITY)
    const wrong = tooManyFailures([load], session.scenario.allowedFailures, target.right.statuses)
    if (wrong) throw new LoadgateError('too-many-failures', wrong)
    if (load.requests === 0)
      throw new LoadgateError(
        'answered-nothing',
        messages.answeredNothing({ server: session.nameOf(entrant), seconds: load.elapsed }),
      )
    return load.requests / load.elapsed
  })
  if (capacity !== null) session.rates.set(entrant.server, rounded(share * capacity))
}

function isReference({ references }: Session, { server }: Entrant): boolean {
  return references.includes(server)
}

/** Three digits, which a reader can remember. */
function rounded(rate: number): number {
  return Math.max(1, Number(rate.toPrecision(3)))
}
