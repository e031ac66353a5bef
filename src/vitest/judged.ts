import type { Measurement } from '../measurement.ts'
import type { Tolerance } from '../options.ts'
import type { Report } from '../report/report.ts'
import { allFailures, failed } from '../sample.ts'
import { judge, type Against } from '../verdict/judge.ts'
import { runtimeOf } from '../verdict/runtime.ts'
import { warnings } from '../verdict/warnings.ts'
import { recordedOf, recordingOf, typicalValues } from '../verdict/recording.ts'
import type { Answer, Outcome } from './outcome.ts'
import type { Run } from './scenario.ts'

/** Everything that the reporter shows and records of one `toHoldBaseline`. Pure. */
export function outcomeOf({ server, answer }: Run, tolerance: Tolerance | undefined): Outcome {
  const { measurement } = answer
  const against = againstOf(answer, server)
  return {
    server,
    verdicts: judge(measurement, server, against, tolerance),
    tally: [server, measurement.reference].map((name) => tallyOf(measurement, name)),
    summary: summaryOf(answer),
    scenario: measurement.scenario,
    reference: typicalValues(measurement, measurement.reference),
    recording: recordingOf(measurement, server),
    waves: measurement.waves,
    isNew: against === null,
  }
}

function againstOf({ baseline, otherMachine }: Answer, server: string): Against | null {
  const recorded = baseline && Object.hasOwn(baseline.servers, server) ? baseline.servers[server] : undefined
  if (!recorded) return null
  return { metrics: recordedOf(recorded.metrics), otherMachine }
}

function tallyOf({ samples, scenario, spent }: Measurement, server: string): Report['servers'][number] {
  const own = samples.filter((sample) => sample.server === server)
  return {
    scenario: scenario.title,
    server,
    requests: own.reduce((sum, sample) => sum + sample.requests, 0),
    errors: failed(allFailures(own)),
    launches: new Set(own.map((sample) => sample.wave)).size,
    windows: own.length,
    seconds: spent[server] ?? 0,
    ...runtimeOf(own),
  }
}

function summaryOf({ measurement, baseline, otherMachine }: Answer): Report['scenarios'][number] {
  return {
    scenario: measurement.scenario.title,
    seconds: measurement.seconds,
    waves: measurement.waves,
    busyRounds: measurement.busyRounds,
    driver: measurement.driver,
    baseline: baseline?.machine.id ?? null,
    otherMachine,
    notes: [...warnings(measurement, otherMachine && baseline ? baseline.machine.id : null, baseline?.servers)],
  }
}
