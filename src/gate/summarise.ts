import { recordGenerators } from '../model/generators.ts'
import { loopText } from '../model/load.ts'
import type { Report } from '../model/report.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Verdict } from '../model/verdict.ts'
import { notes } from '../verdict/notes.ts'
import { referencesOf } from '../verdict/recording.ts'
import { loadByWave } from '../verdict/windows.ts'
import { checkedText, checkNotes } from './checked.ts'
import { firstByteNotes } from './first-byte.ts'
import { judgeParts } from './judge-parts.ts'
import { judgeClaim, judgeHeld, judgeMet } from './judge-scenario.ts'
import { messages } from './messages.ts'
import type { Findings } from './scenario-run.ts'
import { drawnOf, numbersOf } from './server-numbers.ts'

/** One scenario's part of the report: its verdicts, the numbers of its servers, and notes. Pure. */
export type ScenarioReport = {
  readonly verdicts: Report['verdicts']
  readonly servers: Report['servers']
  readonly scenario: Report['scenarios'][number]
}

/** `more`: notes on the run beside those on what was measured. */
export function summarise(findings: Findings, more: readonly string[] = []): ScenarioReport {
  const { measurement, held, met, asks, claimed } = findings
  const others = [
    ...met.keys(),
    ...asks.map(({ server }) => server),
    ...claimed.flatMap(({ server, other }) => [server, other]),
    ...measurement.references,
  ]
  return {
    verdicts: [...verdictsIn(findings)],
    servers: [
      ...[...held.keys()].map((server) => ({
        ...numbersOf(findings, server),
        ...drawnOf(findings, server),
      })),
      ...[...new Set(others)].filter((server) => !held.has(server)).map((server) => numbersOf(findings, server)),
    ],
    scenario: scenarioNumbers(findings, more),
  }
}

/** On everything that was asked, with all launches that there are. */
export function verdictsIn(findings: Findings): readonly Verdict[] {
  const { held, met, asks, claimed } = findings
  return [
    ...judgeHeld(findings, held),
    ...judgeMet(findings, held, met),
    ...judgeParts(findings, held, asks),
    ...distinctClaims(claimed).map((one) => judgeClaim(findings, one)),
  ]
}

/** Drops repetitions: two tests may make the same claim. */
function distinctClaims(claimed: Findings['claimed']): Findings['claimed'] {
  return [...new Map(claimed.map((one) => [JSON.stringify(one), one])).values()]
}

/** How a scenario was counted, for the report; nothing where nobody asked for it. */
function countingOf({ counted }: Findings): Pick<Report['scenarios'][number], 'counted'> {
  if (counted === null) return {}
  if ('notCounted' in counted) return { counted: { notCounted: counted.notCounted } }
  const all = [...counted.servers.values()].flatMap((counts) => ('notCounted' in counts ? [] : [counts]))
  const [first] = all
  if (!first) return {}
  const { libc, valgrind, arch, method } = first.identity
  const launches = all.reduce((sum, { head, base }) => sum + head.length + base.length, 0)
  return { counted: { seconds: counted.seconds, launches, identity: { libc, valgrind, arch, method } } }
}

function scenarioNumbers(findings: Findings, more: readonly string[]): Report['scenarios'][number] {
  const { measurement, comparison, remarks } = findings
  const { baseline } = comparison
  return {
    scenario: measurement.scenario.title,
    seconds: measurement.seconds,
    waves: measurement.waves,
    busyRounds: measurement.busyRounds,
    driver: measurement.driver,
    ...(measurement.waves === 0 ? {} : { loop: loopOf(measurement.scenario) }),
    baseline: baseline?.machine.id ?? null,
    checked: checkedText(measurement.scenario),
    ...countingOf(findings),
    load: loadByWave(measurement.samples),
    notes: [
      ...firstByteNotes(measurement, [...findings.held.keys()]),
      ...checkNotes(measurement.scenario, measurement.decoded ?? []),
      ...remarks,
      ...more,
      ...notes(measurement, {
        references: referencesOf(baseline),
        kept: baseline?.servers ?? null,
      }),
    ],
  }
}

function loopOf(scenario: Scenario): string {
  const loop = loopText(scenario.load)
  const { generators } = recordGenerators(scenario)
  return generators ? messages.loopFrom({ loop, generators }) : loop
}
