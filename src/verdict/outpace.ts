import type { Measurement } from '../model/measurement.ts'
import { METRICS, type TimedMetric } from '../model/metrics.ts'
import type { NotCounted, ServerCounts } from '../model/count.ts'
import type { Claim, Scenario } from '../model/scenario.ts'
import { blankVerdict, type Verdict } from '../model/verdict.ts'
import type { Shift } from '../stats/shift.ts'
import { geometricMean, median } from '../stats/summary.ts'
import { decidedEarly, LEAST_PAIRS, lookAtClaim, wordFor, type ClaimLook } from './claim-looks.ts'
import { countShift, spreadOf } from './count-shift.ts'
import { countsOf, type CountValue } from './count-values.ts'
import { reverse, toChange } from './evidence.ts'
import { ownValues } from './launch-values.ts'
import { ofCounts } from './count-messages.ts'
import { messages } from './messages.ts'
import { busyThroughout, faultOf, unusable } from './validity.ts'

/** Two servers of one scenario: the claim is that the first outpaces the other. */
export type Racers = { readonly server: string; readonly other: string }

/** A claim about a metric that is measured under load. */
export type TimedClaim = Claim & { readonly metric: TimedMetric }

/** One metric of both servers in the same wave, in base units. */
type WavePair = { readonly own: number; readonly other: number }

/**
 * Whether `server` is at least `by` times better than `other`: its throughput is that many times the other's, or the other's
 * latency, CPU or memory is that many times its own. Both ran in the same rounds, so the launches of a wave are a pair, and what the
 * machine did to both cancels out; no reference and no baseline is needed. `lookAtClaim` says when it is looked at, and at which error.
 *
 * `holds`: the lower bound reaches `by`. `regressed`: the upper bound stays below. Otherwise `unsure`; never `improved`.
 * `invalid` when one of the two cannot be used. In the verdict, `baseline` is what the claim asks for.
 */
export function outpace(measurement: Measurement, racers: Racers, claim: TimedClaim): Verdict {
  const blank = blankOf(measurement, racers, claim)
  const fault = eitherProblem(racers, (server) => faultOf(measurement, server))
  if (fault) return { ...blank, verdict: 'invalid', reason: fault }
  const reason = eitherProblem(racers, (server) => unusable(measurement, server, claim.metric))
  if (reason) return { ...blank, reason }
  const pairs = pairsOf(measurement, racers, claim)
  return pairs.length < LEAST_PAIRS
    ? { ...blank, launches: pairs.length, reason: whyUnsure(measurement, pairs) }
    : decideClaim(measurement, blank, pairs, claim)
}

/** Whether more launches may decide a claim. */
export function isClaimOpen(measurement: Measurement, racers: Racers, claim: TimedClaim): boolean {
  const isUsable = [racers.server, racers.other].every(
    (server) => faultOf(measurement, server) === null && unusable(measurement, server, claim.metric) === null,
  )
  const pairs = pairsOf(measurement, racers, claim)
  return isUsable && decidedEarly(leadsOf(pairs, claim), Math.log(claim.by)) === null
}

function decideClaim(measurement: Measurement, blank: Verdict, all: readonly WavePair[], claim: TimedClaim): Verdict {
  const look = lookAtClaim(leadsOf(all, claim), Math.log(claim.by))
  const pairs = all.slice(0, look.pairs)
  const current = median(pairs.map(({ own }) => own))
  const decided = claimVerdict({ ...blank, current, launches: pairs.length }, look, claim.by)
  if (decided.verdict === 'unsure') return { ...decided, reason: whyUnsure(measurement, pairs) }
  const servers = measurement.running.filter((name) => name === blank.server || name === blank.outpaces?.server)
  return servers.length === 0 ? decided : { ...decided, reason: messages.claimOfRunning({ servers }) }
}

/** What a claim comes to whose server leads by so much, in ln units and positive when it is better. */
function claimVerdict(
  blank: Verdict & { readonly current: number },
  { word, lead }: Pick<ClaimLook, 'word' | 'lead'>,
  by: number,
): Verdict {
  const ahead = beyond(lead, Math.log(by))
  const change = toChange(METRICS[blank.metric].better === 'higher' ? ahead : reverse(ahead))
  const baseline = blank.current / (1 + change.estimate)
  return { ...blank, verdict: word, change, baseline }
}

/** What a claim about instructions is judged by: both servers were counted in the same run. */
export type CountedRace = Racers & {
  readonly scenario: Pick<Scenario, 'title'>
  readonly claim: Claim
  readonly counts: ServerCounts | NotCounted
  readonly otherCounts: ServerCounts | NotCounted
}

/**
 * Whether `server` takes fewer instructions per request than `other`: the other's are at least `by` times its own. Both were
 * counted in the same run, two launches each at least; the interval is that of `countShift`. The words are those of `outpace`.
 */
export function outpaceCounts({ scenario, server, other, claim, counts, otherCounts }: CountedRace): Verdict {
  const blank = blankOf({ scenario }, { server, other }, claim)
  if ('notCounted' in counts) return { ...blank, reason: ofCounts.notCounted({ reason: counts.notCounted }) }
  if ('notCounted' in otherCounts) {
    const reason = ofCounts.notCounted({ reason: otherCounts.notCounted })
    return { ...blank, reason: messages.ofTheOther({ other, reason }) }
  }
  const [own, theirs] = [instructionsOf(counts), instructionsOf(otherCounts)]
  const launches = Math.min(own.length, theirs.length)
  if (launches === 0) return { ...blank, reason: ofCounts.tooFewCounts({ launches }) }
  const lead = reverse(countShift(theirs, own))
  const current = geometricMean(own.map(({ value }) => value))
  const word = wordFor(lead, Math.log(claim.by))
  const decided = claimVerdict({ ...blank, current, launches, spread: spreadOf(own) }, { word, lead }, claim.by)
  if (decided.verdict !== 'unsure') return decided
  return { ...decided, reason: launches < 2 ? ofCounts.tooFewCounts({ launches }) : ofCounts.countsTooClose }
}

function instructionsOf({ head }: ServerCounts): readonly CountValue[] {
  return head.map((launch) => countsOf(launch).instructions)
}

function beyond({ estimate, low, high }: Shift, claimed: number): Shift {
  return { estimate: estimate - claimed, low: low - claimed, high: high - claimed }
}

/** Waves in which only one of the two has a value are left out. */
function pairsOf({ samples }: Measurement, { server, other }: Racers, { metric }: TimedClaim): readonly WavePair[] {
  const beside = new Map(ownValues(samples, other, metric).map(({ wave, value }) => [wave, value]))
  return ownValues(samples, server, metric).flatMap(({ wave, value }) => {
    const rival = beside.get(wave)
    return rival === undefined ? [] : [{ own: value, other: rival }]
  })
}

/** In ln units, and positive where the first server is better. */
function leadsOf(pairs: readonly WavePair[], { metric }: TimedClaim): readonly number[] {
  const better = METRICS[metric].better === 'higher' ? 1 : -1
  return pairs.map(({ own, other }) => better * Math.log(own / other))
}

/** A problem of the server, or one of the other, which then names it. */
function eitherProblem({ server, other }: Racers, ask: (server: string) => string | null): string | null {
  const own = ask(server)
  if (own) return own
  const theirs = ask(other)
  return theirs && messages.ofTheOther({ other, reason: theirs })
}

function whyUnsure(measurement: Measurement, pairs: readonly WavePair[]): string {
  if (measurement.endedBusy) return busyThroughout(measurement)
  return pairs.length < LEAST_PAIRS
    ? messages.tooFewPairs({ waves: pairs.length, least: LEAST_PAIRS })
    : messages.tooClose({ waves: pairs.length })
}

function blankOf(
  { scenario }: Pick<CountedRace, 'scenario'>,
  { server, other }: Racers,
  { metric, by }: Claim,
): Verdict {
  return {
    ...blankVerdict({ scenario: scenario.title, server, metric, tolerance: 0 }),
    outpaces: { server: other, by },
  }
}
