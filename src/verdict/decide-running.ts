import { decideBeyondNoise, type Decision, type DecisionInput, type TimedDecision } from './decide.ts'
import { FEW } from './beyond-noise.ts'
import { launchesIn, shiftIn, toChange } from './evidence.ts'

/**
 * The verdict on one cell of a server that already runs. All of its waves are of one process, so that they say how it differs from
 * itself and not how it would differ from another start of the same code: two launches of unchanged code can lie in modes up to two
 * times apart. So no interval is given, and nothing holds. What is left is the rule for what is beyond all noise, because
 * `beyondNoise` does not count launches: it assumes that those of unchanged code lie less than 2.5 times apart, and that is as true of
 * one beside one. Otherwise it is `unsure`, with the change as it was seen.
 */
export function decideRunning(input: DecisionInput): TimedDecision {
  const beyond = decideBeyondNoise(input)
  // However many waves there were, it is one process.
  if (beyond) return { ...beyond, launches: launchesIn(input.evidence) }
  const { estimate } = shiftIn(input.evidence, 0.5)
  const change = toChange({ estimate, low: -Infinity, high: Infinity })
  const launches = launchesIn(input.evidence)
  return { verdict: 'unsure', suspected: null, change, detectable: null, launches, looksWorse: false }
}

/** Whether more waves could show more: the rule looks at the first three. */
export function mayBecomeRed({ verdict, launches }: Decision): boolean {
  return verdict === 'unsure' && launches < FEW
}
