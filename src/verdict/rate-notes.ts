import { nameOf, SIDES, type Measurement, type Sample } from '../model/measurement.ts'
import { METRICS } from '../model/metrics.ts'
import { atRate } from './rate-messages.ts'
import { answeredShare, generatorsIn, isOffered, lagAt, offeredIn } from './offered.ts'

/** A server that answers less than this share of what becomes due does not keep up. */
const KEEPS_UP = 1 - METRICS.answered.tolerance.baseline

/** A server on one side, the rate that it was asked at, and its windows. */
type Asked = { readonly server: string; readonly rate: number; readonly windows: readonly Sample[] }

/**
 * What a reader should know of servers that were asked at a rate: what they were asked, and whether they kept up. Those that kept up
 * and answered everything have one note together.
 */
export function rateNotes(measurement: Measurement): readonly string[] {
  const { load } = measurement.scenario
  const asked = askedIn(measurement)
  const answering = asked.filter(answersAll)
  const others = asked.filter((one) => !answersAll(one))
  return [
    ...(answering.length === 0 ? [] : [noteOn(answering, load)]),
    ...others.flatMap((one) => [noteOn([one], load), ...noteOnFalling(one)]),
    ...noteOnGenerators(asked),
  ]
}

/** Who of several sent how much, over all servers: a slow way to one of them shows in its latencies. */
function noteOnGenerators(asked: readonly Asked[]): readonly string[] {
  const all = generatorsIn(asked.flatMap(({ windows }) => windows))
  return all.length === 0 ? [] : [atRate.generators({ all })]
}

function askedIn(measurement: Measurement): readonly Asked[] {
  const { samples, scenario, mode, rates = {} } = measurement
  return scenario.servers.flatMap((server) =>
    SIDES.flatMap((side) => {
      const windows = samples.filter((sample) => sample.server === server && sample.side === side)
      const rate = rates[server]
      if (windows.length === 0 || rate === undefined || !isOffered(measurement, server)) return []
      return [{ server: nameOf({ server, side }, mode), rate, windows }]
    }),
  )
}

function answersAll({ windows }: Asked): boolean {
  return offeredIn(windows).unanswered === 0 && keepsUp(windows)
}

function keepsUp(windows: readonly Sample[]): boolean {
  const answered = answeredShare(windows)
  return answered === null || answered >= KEEPS_UP
}

type Load = Measurement['scenario']['load']

function noteOn(all: readonly Asked[], load: Load): string {
  const lags = all.flatMap(({ windows }) => lagAt(windows, 0.99) ?? [])
  const { requests, unanswered } = offeredIn(all.flatMap(({ windows }) => windows))
  return atRate.offered({
    servers: all.map(({ server, windows }) => ({ server, queued: offeredIn(windows).queued })),
    rates: all.map(({ rate }) => rate),
    load,
    requests,
    unanswered,
    lag: lags.length === 0 ? null : Math.max(...lags),
  })
}

function noteOnFalling({ server, rate, windows }: Asked): readonly string[] {
  const answered = answeredShare(windows)
  return answered === null || keepsUp(windows) ? [] : [atRate.fallsBehind({ server, rate, answered })]
}
