import type { CountedServer, CountedLaunch, ServerCounts } from '../model/count.ts'
import type { CountedMetric } from '../model/metrics.ts'
import type { Measurement } from '../model/measurement.ts'
import type { Report } from '../model/report.ts'
import { median } from '../stats/summary.ts'
import { spreadOf } from './count-shift.ts'
import { countsOf, type LaunchCounts } from './count-values.ts'
import type { BeforeAndNow } from './recording.ts'

/** What a baseline and a report keep of counted launches. */

/** Too few blocks say nothing about the error of their median; a file has no infinity. */
const UNKNOWN_SPREAD = 1

/** What a baseline keeps of a server's launches. */
export function countedMetricsOf(launches: readonly CountedLaunch[]): CountedServer['metrics'] {
  const counts = launches.map(countsOf)
  const metric = (name: keyof LaunchCounts) => ({
    launches: counts.map((launch) => launch[name].value),
    spread: counts.map((launch) => Math.min(launch[name].spread, UNKNOWN_SPREAD)),
  })
  return { instructions: metric('instructions'), gcInstructions: metric('gcInstructions') }
}

/** What a report shows of a server beside its verdicts; null without a launch. */
export function countedNumbers({ head }: ServerCounts): NonNullable<Report['servers'][number]['instructions']> | null {
  if (head.length === 0) return null
  const counts = head.map(countsOf)
  const middle = (name: keyof LaunchCounts) => median(counts.map((launch) => launch[name].value))
  return {
    perRequest: middle('instructions'),
    gc: middle('gcInstructions'),
    spread: spreadOf(counts.map(({ instructions }) => instructions)),
    launches: head.length,
  }
}

/** The counted launches of a server for a reader, by metric. */
export function countsBeforeAndNow(
  { head, base }: ServerCounts,
  recorded: CountedServer | null,
  mode: Measurement['mode'],
): Readonly<Record<CountedMetric, BeforeAndNow>> {
  const values = (metric: CountedMetric): BeforeAndNow => ({
    before: mode === 'ab' ? valuesOf(base, metric) : (recorded?.metrics[metric].launches ?? []),
    now: valuesOf(head, metric),
  })
  return { instructions: values('instructions'), gcInstructions: values('gcInstructions') }
}

function valuesOf(launches: readonly CountedLaunch[], metric: CountedMetric): readonly number[] {
  return launches.map((launch) => countsOf(launch)[metric].value)
}
