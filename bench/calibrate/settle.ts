/** The one place where simulated gates meet the gate's own rule. */
import { METRICS, type Metric } from '../../src/model/metrics.ts'
import { CONFIRMING_WAVES } from '../../src/measure/schedule.ts'
import { decide, type Decision } from '../../src/verdict/decide.ts'
import { inWaves, type Evidence } from '../../src/verdict/evidence.ts'
import { LOOKS } from '../../src/verdict/looks.ts'

/** Few launches decide most cells, and cost little to judge. */
const STEPS = [4, 8] as const

/** When a verdict can change: at a look, and when what was red at it has or has not been repeated. */
const MOMENTS = LOOKS.flatMap(({ launches, confirm }) => [launches, launches + confirm]).toSorted((a, b) => a - b)

/**
 * What the gate says of one metric of a server of which it may measure `most` launches, and as many more as a red that waits
 * to be repeated may take. Launches that come after a verdict do not change it, so that all may be given at once.
 */
export function settle(metric: Metric, evidence: Evidence, most: number): Decision {
  const tolerance = METRICS[metric].tolerance[evidence.kind === 'paired' ? 'ab' : 'baseline']
  const after = (launches: number) =>
    decide({ metric, tolerance, evidence: inWaves(evidence, 0, launches), margin: () => 0 })
  for (const step of STEPS) {
    const answer = after(Math.min(step, most))
    if (answer.verdict !== 'unsure' && answer.suspected === null) return answer
  }
  let answer = after(most)
  for (const moment of MOMENTS.filter((launches) => launches > most && launches <= most + CONFIRMING_WAVES)) {
    if (answer.suspected === 'regressed') answer = after(moment)
  }
  return answer
}
