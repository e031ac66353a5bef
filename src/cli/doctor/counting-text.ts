import { formatCount } from '../../model/count-units.ts'
import { formatSeconds, formatShare } from '../../model/units.ts'
import type { Screen } from '../../report/screen.ts'
import { visible } from '../../report/safe.ts'
import { countsOf } from '../../verdict/count-values.ts'
import { ofCounts } from '../../verdict/count-messages.ts'
import { fitsOf, type CountedScenario, type Fit } from './baselines.ts'
import type { Counting, Trial } from './counting.ts'
import { recordingText } from './diagnosis.ts'
import { sectionsText, type Row, type Section } from './layout.ts'
import { messages } from './messages.ts'

/** Whether instructions can be counted here, for a terminal; null where they are not to be. `now`: seconds since 1970. */
export function countingText(counting: Counting | null, now: number, screen: Screen): string {
  if (counting === null) return sectionsText([{ title: messages.uncounted, rows: [] }], screen)
  const { valgrind, trial, baselines } = counting
  const problems = baselines.problems.map((problem): Row => ({
    label: 'unusable',
    text: visible(problem),
    format: 'red',
  }))
  const section: Section = {
    title: 'Counted instructions',
    rows: [
      ...(valgrind === null ? [] : [{ label: 'valgrind', text: visible(valgrind) }]),
      ...trialRows(trial, valgrind === null ? '' : 'one launch'),
      ...problems,
    ],
    parts: baselines.scenarios.map((scenario) => ({
      title: visible(scenario.title),
      rows: scenarioRows(scenario, counting, now).map((row) => ({ ...row, text: visible(row.text) })),
    })),
  }
  return sectionsText([section], screen)
}

/** A reason may have lines that a server printed. */
function trialRows(trial: Counting['trial'], label: string): readonly Row[] {
  if (!('notCounted' in trial)) return [{ label, text: visible(trialText(trial)) }]
  const lines = ofCounts.notCounted({ reason: trial.notCounted }).split('\n')
  return lines.map((line, index) => ({ label: index === 0 ? label : '', text: visible(line), format: 'yellow' }))
}

function trialText({ path, launch }: Trial): string {
  const { value, spread } = countsOf(launch).instructions
  return messages.counted({
    server: launch.server,
    path,
    count: formatCount(value, spread),
    spread: formatShare(spread),
    blocks: launch.blocks.length,
    seconds: formatSeconds(launch.seconds),
  })
}

function scenarioRows(scenario: CountedScenario, { identities }: Counting, now: number): readonly Row[] {
  if ('problem' in scenario) return [{ label: 'unusable', text: scenario.problem, format: 'red' }]
  return [
    ...scenario.recordings.map((recording) => ({ label: 'counted', text: recordingText(recording, now) })),
    ...fitsOf(scenario.identities, identities).map(fitRow),
  ]
}

function fitRow({ servers, comparison }: Fit): Row {
  if ('notCompared' in comparison) {
    const text = messages.ofServers({ servers, text: comparison.notCompared })
    return { label: 'not compared', text, format: 'yellow' }
  }
  if (comparison.margin === 0) return { label: 'fits', text: messages.fitting({ servers }) }
  return { label: 'fits', text: messages.ofServers({ servers, text: ofCounts.widened(comparison) }) }
}
