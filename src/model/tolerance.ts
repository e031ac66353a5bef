import { z } from 'zod'
import { METRICS, type Metric } from './metrics.ts'

/** A fraction: 0.1 is 10 %. */
const fraction = z
  .number('must be a fraction such as 0.1 for 10 %')
  .positive('must be a fraction above 0, such as 0.1 for 10 %')
  .max(5, 'must be a fraction such as 0.1 for 10 %, not a percentage')

const metricNames = Object.keys(METRICS) as [Metric, ...Metric[]]

const byMetric = `must map metrics (${metricNames.join(', ')}) to fractions such as 0.1 for 10 %`

/** One fraction for every metric, or one by metric. */
export const toleranceSchema = z.union(
  [fraction, z.partialRecord(z.enum(metricNames), fraction, { error: byMetric })],
  {
    error: ({ input }) =>
      typeof input === 'object' && input !== null ? byMetric : 'must be a fraction such as 0.1 for 10 %',
  },
)

export type Tolerance = z.output<typeof toleranceSchema>
