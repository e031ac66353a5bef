import { formatQuantity, formatSeconds } from '../../src/model/units.ts'
import type { Calibration, LivePart, SimulatedPart } from './calibration.ts'
import { barChart, type Bars } from './chart.ts'
import { liveFindings } from './live-findings.ts'
import { faultFindings, simulatedFindings } from './simulated-findings.ts'
import { livePower, simulatedPower } from './power.ts'
import { earlierTable, findingsTable, liveTable, recordedTable, rulesTable, simulatedTable } from './tables.ts'

/** `docs/calibration.md`, whole: every number in it comes from records or from seeded simulation. */
export function calibrationDocument({ at, code, live, simulated }: Calibration): string {
  return `${[
    '# Calibration: what the gate promises, put to the test',
    `Drawn by \`npm run calibrate\` on ${day(at)}. Do not edit: the next run writes it anew.`,
    HOW_TO_READ,
    ...(live === null ? [] : liveSections(live, code)),
    ...simulatedSections(simulated),
  ].join('\n\n')}\n`
}

const HOW_TO_READ = `How to read it:

- **Live** runs are real gates of one server against itself. On the head side a preload burns a share of what a request costs in CPU
  before the server's own handler runs; base is left alone. The same launches answer three questions: is head slower than base (A/B),
  is head slower than the committed baseline, and is base, which is unchanged.
- **Simulated** gates draw launches from recordings with replacement, thousands of times, and are judged by the same code. They tell
  how often the rule errs on such launches, not how often such launches occur. What a baseline adds to its intervals when the references have
  drifted is left out. For G5 and G6, windows are made up, and one thing goes wrong in each gate.
- **Red** is a run, or a simulated gate, with at least one metric \`regressed\` or \`invalid\`. A cell is one metric of one run. Cells of
  one run share their launches, so bounds are given for runs and not for cells.
- "True share at most": the one-sided 95 % bound of Clopper and Pearson. 0 of 300 leaves 1 % possible.
- The kinds of launches: \`steady\` and \`plain\`, short-lived, with and without the flags of \`runtime: 'steady'\`; \`rough\`, long-lived
  servers whose garbage collector settles in two modes, and a server without one of its compilers; \`baselines\`, the committed ones; \`live\`, those of the live runs.`

function liveSections(live: LivePart, code: string): readonly string[] {
  return [
    '## Live',
    liveIntroduction(live),
    ...(live.header.code === code ? [] : [CHANGED]),
    findingsTable(liveFindings(live.rows)),
    ...curve('### Power curve, live, with no neighbour', livePower(live.rows)),
    '### The same runs by other rules',
    RULES,
    rulesTable(live.rows),
    '### All live runs',
    ALL_RUNS,
    liveTable(live.rows),
    ...(live.earlier.length === 0 ? [] : ['### Runs of earlier code', EARLIER, earlierTable(live.earlier)]),
  ]
}

function liveIntroduction({
  header,
  sessions,
  first,
  last,
  runs,
  faults,
  seconds,
  wallSeconds,
  stolenCores,
  rows,
}: LivePart): string {
  const { machine, server, scenario, budget, baseline, baseCpu, baseLaunches, commit, code: digest } = header
  const busy = rows.reduce((sum, { busyRounds }) => sum + busyRounds, 0)
  return [
    `${runs} runs of \`${server}\` in "${scenario}" with the budget \`${budget}\`, ${day(first)} to ${day(last)}, ${formatSeconds(wallSeconds)} of wall time (${formatSeconds(seconds)} of it in gates) in ${sessions} ${sessions === 1 ? 'session' : 'sessions'}.`,
    `Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.os} ${machine.arch}, Node ${machine.node}. Commit ${commit ?? 'unknown'}, digest of the code that measures and decides ${digest}.`,
    `A request of the unchanged server cost ${formatQuantity(baseCpu, 's')} of CPU when the last session began (median of ${baseLaunches} launches).`,
    baseline === null
      ? 'There was no committed baseline to compare with.'
      : `The committed baseline is of ${day(baseline)}.`,
    `${busy} ${busy === 1 ? 'round was' : 'rounds were'} thrown away because something else used the machine; ${faults} ${faults === 1 ? 'run' : 'runs'} had a fault.`,
    ...(stolenCores === null ? [] : [stolen(stolenCores)]),
  ].join('\n')
}

function stolen({ least, median, most }: NonNullable<LivePart['stolenCores']>): string {
  const cores = [least, median, most].map((one) => one.toFixed(2))
  return `"Alone" means: with no neighbour of ours. The machine is a virtual one, and its hypervisor took ${cores[0]} to ${cores[2]} cores of it while windows were counted (mean of a run; median ${cores[1]}).`
}

const CHANGED = `The code that measures and decides, or a server, has changed since: what is simulated below was judged by the code of today, and what is live was not.`

const RULES = `Red runs by four rules. After each gate a fresh launch of either side was warmed up and loaded by autocannon itself for 10 s.
The plain rule is red when head's throughput is 10 % or more below a stored run's: the first base run of the calibration, or any base
run of another gate without a neighbour (all pairs, which depend on each other). autocannon-compare's rule is Welch's t at 0.10 and more than
5 %, on the two runs of 10 s of the same gate: minutes and not weeks apart, which is the best that can happen to it.`

const EARLIER = `Red runs, by what measured and decided then. The code has changed since, so they are in no other number of this document.`

const ALL_RUNS = `Medians over the runs. In brackets: what was planted, as a share of what base cost in those very runs. Seconds are those of the launches that a
comparison needs, each counted by itself though they start side by side, and what was nobody's: a little more than a gate of its own takes.`

function simulatedSections({ gates, waves, budget, seed, tallies, faults }: SimulatedPart): readonly string[] {
  const recorded = tallies.filter((tally) => tally.recorded)
  return [
    '## Simulated',
    `${gates.toLocaleString('en')} gates for each pool and plant, of at most ${waves} launches a side (budget \`${budget}\`) before what has to be confirmed. Seed \`${seed}\`.`,
    findingsTable([...simulatedFindings(tallies), ...faultFindings(faults)]),
    '### Power curves, simulated',
    ...curve('A/B at 5 %:', simulatedPower(tallies, 'A/B')),
    ...curve('Baseline at 10 %:', simulatedPower(tallies, 'baseline')),
    '### All simulated gates',
    simulatedTable(tallies),
    ...(recorded.length === 0
      ? []
      : [
          '### Slowdowns that were recorded, not added',
          'Head burnt so much in the recording itself; nothing was added to its numbers.',
          recordedTable(recorded),
        ]),
  ]
}

/** Nothing where there are no bars. */
function curve(title: string, bars: readonly Bars[]): readonly string[] {
  return bars.length === 0 ? [] : [title, `\`\`\`\n${barChart(bars)}\n\`\`\``]
}

/** `2026-11-21 09:03 UTC`. */
function day(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
}
