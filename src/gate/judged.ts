import type { Baseline } from '../model/baseline.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { everyServer } from '../measure/measure.ts'
import { type Needed, neededBy } from '../measure/schedule.ts'
import type { Measurement } from '../model/measurement.ts'
import type { Tolerance } from '../model/scenario.ts'
import type { Report } from '../model/report.ts'
import { allFailures, failed } from '../model/sample.ts'
import { cellsOf, judge } from '../verdict/judge.ts'
import { notes } from '../verdict/notes.ts'
import { againstOf, launchesBeforeAndNow, recordingOf, referencesOf } from '../verdict/recording.ts'
import { loadByWave, runtimeOf } from '../verdict/windows.ts'
import { latenciesOf } from './latencies.ts'
import type { Answer, Comparison, Outcome } from './outcome.ts'
import type { Run } from '../vitest/scenario.ts'

/**
 * Everything that the reporter shows and records of one `toHoldBaseline`. Pure. Throws LoadgateError for a scenario that keeps
 * no baseline.
 */
export function outcomeOf({ server, answer }: Run, tolerance: Tolerance | undefined): Outcome {
  const { measurement } = answer
  const { references, scenario } = measurement
  if (!scenario.baseline)
    throw new LoadgateError('keeps-no-baseline', messages.keepsNoBaseline({ title: scenario.title }))
  return {
    server,
    verdicts: judge(measurement, server, againstOf(answer.baseline, server, answer.otherMachine), tolerance),
    tally: [
      {
        ...tallyOf(measurement, server),
        values: launchesBeforeAndNow(measurement, server, againstOf(answer.baseline, server, answer.otherMachine)),
        latencies: latenciesOf(measurement, server),
      },
      ...references.map((name) => tallyOf(measurement, name)),
    ],
    summary: summaryOf(answer),
    refs: answer.refs,
    scenario,
    references: Object.fromEntries(references.map((name) => [name, recordingOf(measurement, name)])),
    recording: recordingOf(measurement, server),
    waves: measurement.waves,
    isNew: measurement.mode === 'baseline' && recordOf(answer.baseline, server) === null,
  }
}

/** Which servers of a scenario need more launches, at its own tolerance. Pure. */
export function neededIn(measurement: Measurement, comparison: Comparison): Needed {
  const { servers, baseline } = measurement.scenario
  if (!baseline) return everyServer(measurement.scenario)(measurement)
  const wanted = new Map(
    servers.map((server) => [
      server,
      neededBy(
        cellsOf(measurement, server, againstOf(comparison.baseline, server, comparison.otherMachine), undefined),
      ),
    ]),
  )
  return {
    open: servers.filter((server) => wanted.get(server)?.open || isToBeRecorded(measurement, comparison, server)),
    suspected: servers.filter((server) => wanted.get(server)?.suspected),
  }
}

/** Without a baseline there is nothing to decide, but one to be made: of as many launches as the budget gives. */
function isToBeRecorded({ mode, faults }: Measurement, { baseline }: Comparison, server: string): boolean {
  return mode === 'baseline' && recordOf(baseline, server) === null && !faults.some((fault) => fault.server === server)
}

function recordOf(baseline: Baseline | null, server: string): Baseline['servers'][string] | null {
  return (baseline && Object.hasOwn(baseline.servers, server) ? baseline.servers[server] : null) ?? null
}

export function tallyOf({ samples, scenario, spent }: Measurement, server: string): Report['servers'][number] {
  const own = samples.filter((sample) => sample.server === server)
  return {
    scenario: scenario.title,
    server,
    requests: own.reduce((sum, sample) => sum + sample.requests, 0),
    errors: failed(allFailures(own)),
    launches: new Set(own.map((sample) => `${sample.side} ${sample.wave}`)).size,
    windows: own.length,
    seconds: spent[server] ?? 0,
    ...runtimeOf(own),
  }
}

export function summaryOf(answer: Answer): Report['scenarios'][number] {
  const { measurement, baseline, otherMachine } = answer
  const elsewhere = otherMachine && baseline ? baseline.machine.id : null
  return {
    scenario: measurement.scenario.title,
    seconds: measurement.seconds,
    waves: measurement.waves,
    busyRounds: measurement.busyRounds,
    driver: measurement.driver,
    baseline: baseline?.machine.id ?? null,
    otherMachine,
    load: loadByWave(measurement.samples),
    notes: [
      ...answer.notes,
      ...notes(measurement, {
        references: referencesOf(baseline),
        kept: baseline?.servers ?? null,
        otherMachine: elsewhere,
      }),
    ],
  }
}
