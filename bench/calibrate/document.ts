import { BUDGETS } from '../../src/measure/budget.ts'
import { formatQuantity, formatSeconds } from '../../src/model/units.ts'
import type { CountedPart } from './counted-figures.ts'
import { countedFindings, countedSimulatedFindings } from './counted-findings.ts'
import {
  besideTimed,
  beyondTable,
  countedServersTable,
  countedSimulatedTable,
  countedTable,
  elsewhereTable,
  sessionsTable,
} from './counted-tables.ts'
import { barChart, type Bars, formatPercent, type Share } from './shares.ts'
import type { ShowcasePart } from './showcase-figures.ts'
import { showcaseRunsTable, showcaseServersTable } from './showcase-tables.ts'
import type { BeyondTally } from './simulate-beyond.ts'
import type { SleepTally } from './simulate-sleeps.ts'
import type { CountedSimulation } from './simulate-counted.ts'
import type { FaultTally } from './simulate-faults.ts'
import { type Pool, redGates, type Simulation, type Tally } from './simulate-timed.ts'
import type { LivePart, LiveRow } from './timed-figures.ts'
import { faultFindings, liveFindings, simulatedFindings } from './timed-findings.ts'
import {
  earlierTable,
  findingsTable,
  formatMoment,
  liveTable,
  recordedTable,
  rulesTable,
  simulatedTable,
  sleepsTable,
} from './timed-tables.ts'

export type SimulatedPart = Simulation & {
  readonly tallies: readonly Tally[]
  readonly faults: readonly FaultTally[]
  readonly sleeps: readonly SleepTally[]
  readonly counted: CountedSimulation
  readonly beyond: readonly BeyondTally[]
}

export type Calibration = {
  /** The date and time of the document, as an ISO string. */
  readonly at: string
  /** Digest of the code that judged the simulated gates. Live runs have their own. */
  readonly code: string
  readonly live: LivePart | null
  /** The section about timed live runs whose records are gone, as an earlier calibration wrote it. */
  readonly kept: string
  /** `countedCode` of today. */
  readonly countedCode: string
  readonly counted: CountedPart | null
  /** Whole counted runs. */
  readonly showcase: ShowcasePart | null
  readonly simulated: SimulatedPart
}

/** The whole text of `docs/calibration.md`. Every number comes from records or from seeded simulation. Pure. */
export function calibrationDocument(calibration: Calibration): string {
  const { at, code, live, kept, simulated } = calibration
  const sections = [
    '# Calibration: what the gate promises, put to the test',
    `\`npm run calibrate\` wrote this on ${formatMoment(at)}. Do not edit it: the next run replaces it.`,
    HOW_TO_READ,
    ...countedSections(calibration),
    ...(live === null ? keptSections(kept) : liveSections(live, code)),
    ...simulatedSections(simulated),
  ]
  return `${sections.join('\n\n')}\n`
}

const HOW_TO_READ = `How to read it:

- **Counted** gates are real ones, too, of the instructions that a request takes. On the head side, a preload adds numbers before the
  server's own handler runs, as often as makes up the planted share of its instructions; base is the server itself, and so is head
  at +0 %. The same launches answer three questions: is head dearer than base (A/B), is head dearer than a baseline that the same
  session recorded, and is base, which is unchanged, dearer than it. Gates of one session and server share that baseline.
- **Timed live** runs are real gates of one server against itself. On the head side, a preload burns a share of the CPU per request
  before the server's own handler runs; base is left alone. The same launches answer three questions: is head slower than base (A/B),
  is head slower than the committed baseline, and is base, which is unchanged, slower than the committed baseline.
- **Simulated** gates draw launches from recordings with replacement, thousands of times, and the gate's own code judges them. They
  show how often the rule errs on such launches, not how often such launches occur. They leave out what a baseline adds to its intervals
  when the references have drifted. For G5 and G6, windows are made up, and one thing goes wrong in each gate.
- **Red** is a run, or a simulated gate, with at least one metric \`regressed\` or \`invalid\`. A cell is one metric of one run. Cells of
  one run share their launches, so bounds are given for runs and not for cells.
- "True share at most": the one-sided 95 % bound of Clopper and Pearson. 0 of 300 leaves 1 % possible.
- The kinds of launches: \`steady\` and \`plain\`, short-lived, with and without the flags of \`runtime: 'steady'\`; \`rough\`, long-lived
  servers with two modes of garbage collection, and a server without one of Node's compilers; \`baselines\`, the committed ones; \`live\`, those of the live runs.`

function countedSections(calibration: Calibration): readonly string[] {
  const { counted, showcase, countedCode, simulated } = calibration
  return [
    '## Counted',
    ...(counted === null ? [NO_COUNTED] : countedLiveSections(calibration, counted)),
    ...(showcase === null ? [] : showcaseSections(showcase, countedCode)),
    '### Simulated counts',
    countedSimulatedIntroduction(simulated),
    findingsTable(countedSimulatedFindings(simulated.counted)),
    countedSimulatedTable(simulated.counted),
  ]
}

function countedLiveSections(calibration: Calibration, counted: CountedPart): readonly string[] {
  const { showcase, countedCode, live, kept } = calibration
  const timed = live === null ? kept : rulesTable(live.rows)
  const { rows, servers, codes } = counted
  const one = servers.find(({ server }) => server === TIMED_SERVER)
  return [
    countedIntroduction(counted),
    ...(codes.includes(countedCode) ? [] : [JUDGED_AGAIN]),
    sessionsTable(counted),
    findingsTable(countedFindings(counted, showcase)),
    BOUND,
    '### Server by server',
    SERVERS,
    countedServersTable(counted),
    '### Counted gates beside timed rules',
    BESIDE,
    besideTimed(one?.rows ?? [], timed),
    '### On another machine',
    ELSEWHERE,
    ...elsewhereTable(counted),
    '### All counted gates',
    ALL_COUNTED,
    countedTable(rows),
  ]
}

function countedIntroduction({ sessions, notCounted, others }: CountedPart): string {
  const gates = sessions.reduce((sum, one) => sum + one.gates, 0)
  const lines = [
    `${gates.toLocaleString('en')} ${gates === 1 ? 'gate' : 'gates'} in ${sessions.length} ${sessions.length === 1 ? 'session' : 'sessions'}, each with its launches of base and of head. ${notCounted.length} of them ended without a count${notCounted.length === 0 ? '' : ` (${[...new Set(notCounted)].join('; ')})`}.`,
    'A gate is judged at a tolerance of 1 %, which decides how many launches it has, and on the same launches at the default of 2 %.',
  ]
  if (others > 0) lines.push(`${others} gates of an earlier method of counting are left out.`)
  return lines.join('\n')
}

const BOUND = `Verdicts of unchanged code come from sets of launches: what one server was counted at once. Those of one set are not independent. So "true share at
most" is that of the sets, each of which is red when one of its verdicts is. Even sets are not wholly independent: those of one session or one run share the
machine's hour, and all that hold a server against the same recorded counts share these, so that a recording that is off would make all of them red.
"Alone" means: with no neighbour of ours. The load averages say what else ran.`

function showcaseSections(showcase: ShowcasePart, code: string): readonly string[] {
  const { codes } = showcase
  return [
    '### Whole runs of the showcase against the committed counts',
    showcaseIntroduction(showcase),
    ...(codes.includes(code) ? [] : [CHANGED_SINCE]),
    showcaseRunsTable(showcase),
    SHOWCASE_SERVERS,
    showcaseServersTable(showcase),
  ]
}

function showcaseIntroduction({ runs, reds, skipped, onlyUsual, others }: ShowcasePart): string {
  const sum = (count: (one: (typeof runs)[number]) => number) => runs.reduce((total, one) => total + count(one), 0)
  const [verdicts, sets] = [sum((one) => one.verdicts), sum((one) => one.sets)]
  const [open, passed] = [sum((one) => one.open), sum(({ run }) => Number(run.exitCode === 0))]
  const places = runs.map(({ run: { machine } }) => `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`)
  const lines = [
    `\`LOADGATE_COUNT=only npm run test:perf\`, ${runs.length} ${runs.length === 1 ? 'time' : 'times'}: every server of the showcase in every scenario, unchanged, held against \`baselines/counted\` at the default tolerance of 2 %.`,
    `These are ${verdicts.toLocaleString('en')} verdicts on ${sets.toLocaleString('en')} sets of launches, because scenarios that ask a server the same share its launches. ${open} of the verdicts ${open === 1 ? 'is' : 'are'} unsure or improved, and ${passed} of the ${runs.length} runs exited with 0.`,
    `The same launches are judged again at 1 %. As they were counted for 2 %, a red at 1 % that another launch would have to confirm counts as red.`,
    `Times are those of whole runs beside whatever else used the machine (load average before and at the end); a hog is a process of ours that is always busy. Machine: ${[...new Set(places)].join('; ')}.`,
  ]
  if (reds.length > 0) lines.push(`Red: ${reds.join('; ')}.`)
  if (skipped.length > 0) lines.push(`Skipped: ${skipped.join('; ')}.`)
  if (onlyUsual > 0)
    lines.push(
      `${onlyUsual} verdicts were not judged again, because what the counts depend on was not the same as when the baseline was recorded.`,
    )
  if (others > 0) lines.push(`Runs of an earlier method of counting are left out: ${others}.`)
  return lines.join('\n')
}

const SHOWCASE_SERVERS = `Server by server, over all its scenarios. ± is half of an interval. Launches are compared with launches of the same server for the same request,
libc and valgrind only, in whichever run; scenarios that share launches have them once.`

const NO_COUNTED = 'There are no records of counted gates.'

const CHANGED_SINCE = `The code that counts and decides about counts, or a server, has changed since these runs. They were judged by the code of their day.`

const JUDGED_AGAIN = `The code that counts and decides about counts, or a server, has changed since these gates. The code of today judged their launches again, but for
those against the committed counts.`

/** The server of the timed live runs. */
const TIMED_SERVER = 'fastify'

const SERVERS = `All with the request of the home page. "Unchanged launches" are those of the baselines, of base in all gates, and of head where nothing was
planted. Seconds are those of two launches at once on two cores: medians. Against a baseline, one launch is enough where nothing changed. The
last columns have the change that A/B counted, alone and beside a neighbour: the median of the gates alone, and the least and the most of all.`

const BESIDE = `Red gates of \`${TIMED_SERVER}\`. The counted gates are those of this document; the timed ones have plants of their own, as a share of CPU per
request, and are those of the section "Timed, live": another day, and another machine where that section says so.`

const ELSEWHERE = `Timed metrics are not compared with those of another kind of machine at all: that is a rule, and tests hold it. Counts are. Here, launches
of the unchanged server are held against what other sessions recorded of it: gates that are red, or would be if one more launch said the
same. In "committed counts, base side" below, they are held against \`baselines/counted\`, which another run recorded. These files do
not say on which machine, and have only servers that were counted with the same request.`

const ALL_COUNTED = `"Seen": the interval is above 0. Changes are medians, with the least and the most. "Baseline of the session" has head's launches.`

function countedSimulatedIntroduction({ gates, seed }: SimulatedPart): string {
  return `${gates.toLocaleString('en')} gates of each made-up server and case. Seed \`${seed}\`. The first seven servers repeat, as the gate promises to be sharp on; the others do not.
The table has the share of red gates. At +0.5 %, the share that sees it is in brackets.`
}

function keptSections(kept: string): readonly string[] {
  return ['## Timed, live', KEPT, kept.trim()]
}

const KEPT = `The records of these runs are gone. This section stands as \`npm run calibrate\` wrote it on 2026-11-22; the code that measures and decides has
changed since.`

function liveSections(live: LivePart, code: string): readonly string[] {
  return [
    '## Timed, live',
    liveIntroduction(live),
    ...(live.header.code === code ? [] : [CHANGED]),
    findingsTable(liveFindings(live.rows)),
    ...chartSection('### Power curve, live, with no neighbour', livePower(live.rows)),
    '### The same runs by other rules',
    RULES,
    rulesTable(live.rows),
    '### All live runs',
    ALL_RUNS,
    liveTable(live.rows),
    ...(live.earlier.length === 0 ? [] : ['### Runs of earlier code', EARLIER, earlierTable(live.earlier)]),
  ]
}

function liveIntroduction({ header, stolenCores, rows, ...live }: LivePart): string {
  const { machine, server, scenario, budget, baseline, baseCpu, baseLaunches, commit, code } = header
  const busy = rows.reduce((sum, { busyRounds }) => sum + busyRounds, 0)
  const lines = [
    `${live.runs} runs of \`${server}\` in "${scenario}" with the budget \`${budget}\`, ${formatMoment(live.first)} to ${formatMoment(live.last)}, ${formatSeconds(live.wallSeconds)} of wall time (${formatSeconds(live.seconds)} of it in gates) in ${live.sessions} ${live.sessions === 1 ? 'session' : 'sessions'}.`,
    `Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.os} ${machine.arch}, Node ${machine.node}. Commit ${commit ?? 'unknown'}, digest of the code that measures and decides ${code}.`,
    `The unchanged server used ${formatQuantity(baseCpu, 's')} of CPU per request when the last session began (median of ${baseLaunches} launches).`,
    baseline === null
      ? 'There was no committed baseline to compare with.'
      : `The committed baseline is of ${formatMoment(baseline)}.`,
    `${busy} ${busy === 1 ? 'round was' : 'rounds were'} thrown away because something else used the machine; ${live.faults} ${live.faults === 1 ? 'run' : 'runs'} had a fault.`,
  ]
  if (stolenCores === null) return lines.join('\n')
  const [least, median, most] = [stolenCores.least, stolenCores.median, stolenCores.most].map((one) => one.toFixed(2))
  const stolen = `"Alone" means: with no neighbour of ours. The machine is a virtual one, and its hypervisor took ${least} to ${most} cores of it while windows were counted (mean of a run; median ${median}).`
  return [...lines, stolen].join('\n')
}

const CHANGED = `The code that measures and decides, or a server, has changed since the live runs. The code of today judged only the simulated gates.`

const RULES = `Red runs by four rules. After each gate, a fresh launch of each side was warmed up and loaded by autocannon itself for 10 s.
The plain rule is red when head's throughput is at least 10 % below that of a stored run: the first base run of the calibration, or any base
run of another gate without a neighbour (all pairs, which depend on each other). autocannon-compare's rule is Welch's t at 0.10 and more than
5 %, on the two runs of 10 s of the same gate. They are minutes apart and not weeks, which favours the rule.`

const EARLIER = `Red runs, as measured and decided then. The code has changed since, so no other number of this document includes them.`

const ALL_RUNS = `Medians over the runs. In brackets: the plant as a share of base's CPU in the same runs. Seconds are those of the launches that a
comparison needs, each counted by itself though they start side by side, and those of no launch: a little more than its own gate would take.`

const SLEEPING = `Red gates of a server that takes 0.25 ms of CPU per request at 4 connections, and now sleeps before every answer. Launches are drawn
from the committed baselines of the home page. The baseline has 3, 6 or 20 of them. Throughput and latencies are worse by what the
sleep adds, CPU and memory stay. A wave takes as long as its warm-ups and windows, so that slow servers get fewer of them. Beside counts
that hold, a server is timed for 40 s. What looks slower or is red by then is measured beside the commit of the baseline and is red if it is
red there, too. Both sides of such a wave are drawn apart here, though they have much of their noise in common. Waves have ten rounds in
place of sixteen, but launches are the same here. Seconds are those of measuring, on average.`

const BEYOND = `Launches that a rank procedure is too few for, of unchanged code and of slower code: the share of gates whose first three launches are
called beyond all noise, by CPU per request.`

function simulatedSections({ gates, budget, seed, tallies, faults, sleeps, beyond }: SimulatedPart): readonly string[] {
  const { most } = BUDGETS[budget].waves
  const recorded = [
    '### Slowdowns that were recorded, not added',
    'Head burnt this much in the recording itself. Nothing was added to its numbers.',
    recordedTable(tallies),
  ]
  return [
    '## Timed, simulated',
    `${gates.toLocaleString('en')} gates for each pool and plant, with at most ${most} launches per side (budget \`${budget}\`) before those that confirm. Seed \`${seed}\`.`,
    findingsTable([...simulatedFindings(tallies), ...faultFindings(faults)]),
    ...(sleeps.length === 0 ? [] : ['### Sleeps', SLEEPING, sleepsTable(sleeps)]),
    '### Beyond all noise',
    BEYOND,
    beyondTable(beyond),
    '### Power curves, simulated',
    ...chartSection('A/B at 5 %:', simulatedPower(tallies, 'A/B')),
    ...chartSection('Baseline at 10 %:', simulatedPower(tallies, 'baseline')),
    '### All simulated gates',
    simulatedTable(tallies),
    ...(tallies.some((tally) => tally.recorded) ? recorded : []),
  ]
}

/** Empty without bars. */
function chartSection(title: string, bars: readonly Bars[]): readonly string[] {
  return bars.length === 0 ? [] : [title, `\`\`\`\n${barChart(bars)}\n\`\`\``]
}

/** The power curves of live runs without a neighbour: the gate's two comparisons, and the rules of others. */
export function livePower(rows: readonly LiveRow[]): readonly Bars[] {
  const alone = rows.filter(({ neighbour }) => neighbour === 'none')
  const curve = (title: string, select: (row: LiveRow) => Share | undefined) => ({
    title,
    bars: alone.flatMap((row) => bar(row.plant, select(row))),
  })
  return [
    curve('A/B at 5 %', ({ comparisons }) => comparisons['A/B']?.runs),
    curve('baseline at 10 %', ({ comparisons }) => comparisons.baseline?.runs),
    curve('plain rule: one run of 10 s, 10 % below the stored one', ({ rules }) => rules.plain),
    curve('autocannon-compare: two runs of 10 s', ({ rules }) => rules.autocannonCompare),
  ].filter(({ bars }) => bars.length > 0)
}

/** The power curves of simulated gates, one per kind of pool. */
export function simulatedPower(tallies: readonly Tally[], mode: Pool['mode']): readonly Bars[] {
  const own = tallies.filter((tally) => tally.mode === mode && !tally.recorded)
  const plants = [...new Set(own.map(({ plant }) => plant))].toSorted((a, b) => a - b)
  return [...new Set(own.map(({ group }) => group))].map((group) => ({
    title: group,
    bars: plants.flatMap((plant) =>
      bar(plant, redGates(own.filter((one) => one.group === group && one.plant === plant))),
    ),
  }))
}

function bar(plant: number, share: Share | undefined): Bars['bars'] {
  return !share || share.trials === 0 ? [] : [{ label: `+${formatPercent(plant)}`, ...share }]
}
