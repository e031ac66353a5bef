import { nameOf, SIDES, type Measurement, type Sample } from '../model/measurement.ts'
import { METRICS } from '../model/metrics.ts'
import { messages } from './messages.ts'
import { answeredShare, isOffered, lagAt, offeredIn } from './offered.ts'

/** A server that answers less than this share of what becomes due does not keep up. */
const KEEPS_UP = 1 - METRICS.answered.tolerance.baseline

/** What a reader should know of servers that were asked at a rate: what they were asked, and whether they kept up. */
export function rateNotes(measurement: Measurement): readonly string[] {
  const { samples, scenario, mode, rates = {} } = measurement
  return scenario.servers.flatMap((server) =>
    SIDES.flatMap((side) => {
      const own = samples.filter((sample) => sample.server === server && sample.side === side)
      const rate = rates[server]
      if (own.length === 0 || rate === undefined || !isOffered(measurement, server)) return []
      return noteOn(nameOf({ server, side }, mode), rate, own, scenario.load)
    }),
  )
}

function noteOn(
  server: string,
  rate: number,
  windows: readonly Sample[],
  load: Measurement['scenario']['load'],
): readonly string[] {
  const answered = answeredShare(windows)
  const said = messages.offered({ server, rate, load, lag: lagAt(windows, 0.99), ...offeredIn(windows) })
  return answered !== null && answered < KEEPS_UP ? [said, messages.fallsBehind({ server, rate, answered })] : [said]
}
