import { formatSeconds } from '../../src/model/units.ts'
import type { CountedGate, RunRecord } from './records.ts'
import { formatPercent } from './shares.ts'
import type { RunWithRows } from './showcase-records.ts'
import { COMPARISONS } from './timed-comparisons.ts'
import { autocannonCompare } from './timed-figures.ts'
import type { Finding } from './timed-findings.ts'

/** Everything that `npm run calibrate` says in the terminal. */

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

const HELP = '`npm run calibrate -- --help` shows the options.'

export const messages = {
  wrongArguments: ({ problem }: { problem: string }) => `${problem.replace(/\.?$/, '.')} ${HELP}`,
  notANumber: ({ option, value, kind }: { option: string; value: string; kind: string }) =>
    `\`${option} ${value}\` is not ${kind}. ${HELP}`,
  notPlants: ({ value }: { value: string }) =>
    `\`--plant ${value}\` is not a list of percents from 0 to 500. Write \`--plant 0,5,10,20\`, for example.`,
  notNeighbours: ({ value, known }: { value: string; known: readonly string[] }) =>
    `\`--neighbour ${value}\` is not a list of neighbours. Choose from ${known.join(', ')}.`,
  notABudget: ({ value, known }: { value: string; known: readonly string[] }) =>
    `\`--budget ${value}\` is not a budget. Choose one of ${known.join(', ')}.`,
  liveWithoutRuns: ({ option }: { option: string }) =>
    `\`--${option}\` is an option of live runs. Add how many of each kind you want, such as \`--runs 30\`, \`--counted 10\` or \`--showcase 10\`.`,
  oneAfterTheOther:
    'Live runs measure time, and counted gates and whole runs use all cores. Start `--runs`, `--counted` and `--showcase` one after the other.',
  notOfShowcase: ({ option }: { option: string }) =>
    `\`--${option}\` is no option of whole runs: every server of the showcase is counted, with nothing planted. Leave it out.`,
  unknownServer: ({ server, known }: { server: string; known: readonly string[] }) =>
    `There is no server "${server}". Choose one of ${known.join(', ')}.`,
  notNode: ({ server, program }: { server: string; program: string }) =>
    `No slowdown can be planted in server "${server}", because ${program} starts it and planting needs Node's --import. Choose a server whose command begins with \`node\`.`,
  cannotWork: ({ server, program }: { server: string; program: string }) =>
    `No work can be planted in server "${server}", because ${program} starts it. Choose a server that Node or Python runs.`,
  cannotCount: ({ reason }: { reason: string }) => `Nothing can be counted here: ${reason}.`,
  cannotRun: ({ server, reason }: { server: string; reason: string }) =>
    `Server "${server}" cannot run here: ${reason}. Leave it out with \`--server\`.`,
  baselineNotCounted: ({ server, reason }: { server: string; reason: string }) =>
    `Server "${server}" was not counted: ${reason}.`,

  noBaseline: ({ server, title, folder }: { server: string; title: string; folder: string }) =>
    `${folder} has no baseline of "${server}" in "${title}" for this machine, so only A/B is calibrated. Record a baseline with \`npm run baseline:update\`.`,
  otherRecords: ({ runs, file }: { runs: number; file: string }) =>
    `${plural(runs, 'run', 'runs')} in ${file} ${runs === 1 ? 'has' : 'have'} another machine, server, budget, Node or code, and ${runs === 1 ? 'is' : 'are'} not counted. Delete the file to drop ${runs === 1 ? 'it' : 'them'}.`,
  damagedRecords: ({ lines, file }: { lines: number; file: string }) =>
    `${plural(lines, 'line', 'lines')} of ${file} cannot be read and ${lines === 1 ? 'was' : 'were'} left out, probably after an interrupted run. You need not do anything.`,
  simulating: ({ gates, plants, pools }: { gates: number; plants: number; pools: number }) =>
    `Simulating ${gates} gates for each of ${plants} slowdowns and ${pools} pools of launches. This takes a moment; \`--gates 50\` is faster and coarser.\n`,
  written: ({ document }: { document: string }) => `Wrote ${document}.`,

  waiting: ({ pid, folder }: { pid: number; folder: string }) =>
    `Waiting for another gate on this machine to end: process ${pid} in ${folder}.`,
  baseMeasured: ({ server, cpu, launches }: { server: string; cpu: string; launches: number }) =>
    `${server} needs ${cpu} of CPU per request (median of ${launches} launches). Planted slowdowns are a share of that.`,
  noCpu: ({ title }: { title: string }) =>
    `CPU per request in "${title}" cannot be measured on this system, so no slowdown can be planted. Calibrate on Linux.`,
  baseFailed: ({ reason }: { reason: string }) =>
    `CPU per request of the unchanged server could not be measured: ${reason}.`,
  tooBusy: ({ cores, seconds }: { cores: number; seconds: number }) =>
    `CPU per request of the unchanged server could not be measured: other programs used up to ${cores.toFixed(2)} cores, and the machine was not quiet for long enough in ${Math.round(seconds)} s. Close them and start again.`,
  plainRunFailed: ({ problem }: { problem: string }) =>
    `autocannon's own run of 10 s gave no usable result (${problem}), so this run is not judged by the other rules.`,
  allDone: ({ runs }: { runs: number }) => `All ${runs} runs of the plan are done. Raise --runs for more.`,
  timeIsUp: ({ minutes, left }: { minutes: number; left: number }) =>
    `${minutes} minutes are over, and ${plural(left, 'run is', 'runs are')} left. Repeat the command to continue.`,
  allGatesDone: ({ gates }: { gates: number }) =>
    `All ${gates} counted gates of the plan are done. Raise --counted for more.`,
  gateTimeIsUp: ({ minutes, left }: { minutes: number; left: number }) =>
    `${minutes} minutes are over, and ${plural(left, 'counted gate is', 'counted gates are')} left. Repeat the command to continue.`,
  allRunsDone: ({ runs }: { runs: number }) =>
    `All ${runs} whole runs of the plan are done. Raise --showcase for more.`,
  runTimeIsUp: ({ minutes, left }: { minutes: number; left: number }) =>
    `${minutes} minutes are over, and ${plural(left, 'whole run is', 'whole runs are')} left. Repeat the command to continue.`,
  noReport: ({ file, exitCode, output }: { file: string; exitCode: number | null; output: string }) =>
    `The run of the showcase wrote no ${file}, and ${exitCode === null ? 'was ended' : `exited with ${exitCode}`}. Its output ends with:\n${output}`,
  interrupted: 'Interrupted. The current run is lost; all earlier runs are kept. Repeat the command to continue.',
} as const

/** One finished run in one line. */
export function runLine(run: RunRecord, left: number): string {
  const { plant, neighbour, waves, seconds, busyRounds, faults, plain } = run
  const parts = [
    `+${formatPercent(plant)} beside ${neighbour === 'none' ? 'nothing' : `a ${neighbour}`}`,
    ...COMPARISONS.map((comparison) => verdictsOf(run, comparison)),
    plain === null ? '' : `autocannon-compare ${autocannonCompare(plain.base, plain.head) ? 'red' : 'green'}`,
    `${waves} waves in ${formatSeconds(seconds)}`,
    busyRounds === 0 ? '' : `${busyRounds} busy rounds`,
    faults.length === 0 ? '' : `faults: ${faults.join('; ')}`,
    `${left} runs left`,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

/** One finished counted gate in one line: what was planted and seen, and the verdicts at each tolerance. */
export function gateLine(gate: CountedGate, left: number): string {
  const { server, plant, neighbour, cells, notCounted, wallSeconds, base, head } = gate
  const parts = [
    `${server} +${formatPercent(plant)} beside ${neighbour === 'none' ? 'nothing' : `a ${neighbour}`}`,
    notCounted === null ? '' : `not counted: ${notCounted}`,
    ...cells.map(({ comparison, change, verdicts }) =>
      [comparison, change === null ? '' : `${(change[0] * 100).toFixed(2)} %`, verdicts.join('/')].join(' '),
    ),
    `${base.instructions.length + head.instructions.length} launches in ${formatSeconds(wallSeconds)}`,
    `${left} gates left`,
  ]
  return parts.filter((part) => part !== '').join(' · ')
}

/** One finished whole run in one line, with its red and unsure rows by name. */
export function showcaseLine({ run, rows }: RunWithRows, left: number): string {
  const named = rows.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'improved')
  const parts = [
    `showcase beside ${run.neighbour === 'none' ? 'nothing' : `a ${run.neighbour}`}`,
    `exit code ${run.exitCode ?? 'none'}`,
    `${rows.filter(({ metric }) => metric === 'instructions').length} servers and scenarios`,
    ...named.map(({ server, scenario, metric, verdict }) => `${server} in "${scenario}": ${metric} ${verdict}`),
    formatSeconds(run.seconds),
    `${plural(left, 'run', 'runs')} left`,
  ]
  return parts.join(' · ')
}

/** The names of red cells, or the numbers of decided and unsure ones. */
function verdictsOf(run: RunRecord, comparison: (typeof COMPARISONS)[number]): string {
  const cells = run.cells.filter((cell) => cell.comparison === comparison)
  if (cells.length === 0) return ''
  const red = cells.filter(({ verdict }) => verdict === 'regressed' || verdict === 'invalid')
  if (red.length > 0) return `${comparison} RED (${red.map(({ metric }) => metric).join(', ')})`
  const unsure = cells.filter(({ verdict }) => verdict === 'unsure').length
  return `${comparison} ${cells.length - unsure} decided, ${unsure} unsure`
}

const MARKS = { kept: '✓', open: '·', missed: '✗' } as const

/** One line per promise, missed ones last, where people read. */
export function findingLines(findings: readonly Finding[]): string {
  const lines = (['kept', 'open', 'missed'] as const).flatMap((state) =>
    findings.filter((finding) => finding.state === state).map(findingLine),
  )
  return lines.join('\n')
}

function findingLine({ guarantee, promise, source, figure, counts, outcome, state }: Finding): string {
  return `${MARKS[state]} ${guarantee} ${promise} · ${source}: ${figure} · ${counts} · ${outcome}`
}
