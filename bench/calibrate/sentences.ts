/** Every sentence that somebody who calibrates meets: what happened, with the number, and the next step. */
export const sentences = {
  wrongArguments: (problem: string) =>
    `${problem.replace(/\.?$/, '.')} \`npm run calibrate -- --help\` shows what may be said.`,
  notACount: (option: string, value: string, least: number) =>
    `\`${option} ${value}\` is not a ${least === 0 ? 'number' : 'whole number'} from ${least} on. \`npm run calibrate -- --help\` shows what may be said.`,
  notPlants: (value: string) =>
    `\`--plant ${value}\` is not a list of percents from 0 to 500, such as 0,5,10,20: correct it.`,
  notNeighbours: (value: string, known: readonly string[]) =>
    `\`--neighbour ${value}\` is not a list of ${known.join(', ')}: correct it.`,
  notABudget: (value: string, known: readonly string[]) =>
    `\`--budget ${value}\` is not one of ${known.join(', ')}: correct it.`,
  liveWithoutRuns: (option: string) =>
    `\`--${option}\` is about live runs, so say how many of each kind: \`--runs 30\`, for example.`,
  unknownServer: (name: string, known: readonly string[]) =>
    `There is no server "${name}" to calibrate on. Known are: ${known.join(', ')}.`,
  notNode: (name: string, program: string) =>
    `Nothing can be planted in server "${name}": it is started by ${program}, and planting is done by Node's --import. Choose a server whose command begins with \`node\`.`,

  noBaseline: (server: string, title: string, folder: string) =>
    `${folder} has no baseline of "${server}" in "${title}" on this machine, so only A/B is calibrated. Record one with \`npm run baseline:update\`.`,
  otherRecords: (runs: number, file: string) =>
    `${runs} ${runs === 1 ? 'run' : 'runs'} in ${file} ${runs === 1 ? 'is' : 'are'} of another machine, server, budget, Node or code, and ${runs === 1 ? 'counts' : 'count'} neither for the plan nor for the document. Delete the file to be rid of them.`,
  damagedRecords: (lines: number, file: string) =>
    `${lines} ${lines === 1 ? 'line' : 'lines'} of ${file} cannot be read and ${lines === 1 ? 'was' : 'were'} left out: a run that was cut off, for example. Nothing needs to be done.`,
  simulating: (gates: number, plants: number, pools: number) =>
    `Simulating ${gates} gates for each of ${plants} slowdowns and ${pools} pools of launches. That takes a moment; \`--gates 50\` is quicker and coarser.\n`,
  noRecords: (file: string, document: string) =>
    `There are no live runs in ${file}, so ${document} stays as it is. \`npm run calibrate -- --runs 30\` records some.`,
  written: (document: string) => `Written: ${document}`,
  baseMeasured: (server: string, cpu: string, launches: number) =>
    `${server} costs ${cpu} of CPU a request (median of ${launches} launches): what is planted is a share of it.`,
  noCpu: (title: string) =>
    `The CPU a request in "${title}" cannot be measured on this system, so nothing can be planted. Calibrate on Linux.`,
  baseAtFault: (reason: string) => `What the server costs as it is could not be measured: ${reason}.`,
  tooBusy: (cores: number, seconds: number) =>
    `What the server costs as it is could not be measured: others used up to ${cores.toFixed(2)} cores, and in ${Math.round(seconds)} s the machine was not quiet for long enough. Close what runs beside it and start again.`,
  allDone: (runs: number) => `All ${runs} runs of the plan are done. More of them: raise --runs.`,
  timeIsUp: (minutes: number, left: number) =>
    `${minutes} minutes are over, and ${left} ${left === 1 ? 'run is' : 'runs are'} left. The same command goes on where this one ends.`,
  waiting: (pid: number, folder: string) =>
    `Waiting for another gate on this machine to end: process ${pid} in ${folder}.`,
  interrupted:
    'Interrupted: the run under way is lost, all earlier ones are kept. The same command goes on where this one ended.',
  plainFailed: (problem: string) =>
    `autocannon's own run of 10 s gave no usable result (${problem}), so this run says nothing of the other rules.`,
} as const
