import { enumerated } from '../../model/wording.ts'

type Counted = Readonly<Record<'server' | 'path' | 'count' | 'spread' | 'seconds', string>> & {
  readonly blocks: number
}

/** What doctor's report says to a user. */
export const messages = {
  unknown: 'unknown',
  otherNode: ({ recorded, own }: { readonly recorded: string; readonly own: string }) =>
    `${recorded} instead of ${own}`,
  noGovernor: 'unknown: there is no cpufreq, as in many virtual machines',
  load: ({ load }: { readonly load: readonly number[] }) =>
    `${load.map((tasks) => tasks.toFixed(2)).join(', ')} in the last 1, 5 and 15 minutes`,
  stolenSinceBoot: ({ share }: { readonly share: string }) => `${share} of the CPU time since boot`,
  noProc: 'missing, so CPU per request and memory cannot be measured',
  toolTooOld: ({ version, least }: { readonly version: string; readonly least: string }) =>
    `${version}, but ${least} or later is needed`,
  toolSilent: 'found, but it did not report its version',
  noBaselinesYet:
    'There are none yet. The first `npm run test:perf` outside CI records them, and so does `npm run baseline:update`.',
  ofThisKind: 'this kind of machine',
  noneOfThisKind:
    'none: nothing is recorded on this kind of machine yet. The first run outside CI records it; LOADGATE_AGAINST needs no baseline.',
  ofKind: ({ id }: { readonly id: string }) => `${id}: timed metrics are not compared across kinds of machine`,

  uncounted: 'Instructions are not counted: LOADGATE_COUNT is off.',
  counted: ({ server, path, count, spread, blocks, seconds }: Counted) =>
    `${server}: ${count} instructions per request of ${path}, spread ${spread} over ${blocks} blocks, in ${seconds}`,
  noGate: 'the vitest configuration of this folder has no project made by loadgate(), so there is no server to count',
  notLoaded: ({ how, line }: { readonly how: string; readonly line: string }) =>
    `the program that loads the vitest configuration of this folder ${how} (${line})`,
  fitting: ({ servers }: { readonly servers: readonly string[] }) => `this machine: ${servers.join(', ')}`,
  ofServers: ({ servers, text }: { readonly servers: readonly string[]; readonly text: string }) =>
    `${servers.join(', ')}: ${text}`,

  noise: ({ seconds, slices }: { readonly seconds: number; readonly slices: number }) =>
    `Noise in ${seconds} s, ${slices} slices of each kind of work`,
  pace: ({
    median,
    best,
    spread,
    worst,
    quiet,
  }: {
    readonly median: string
    readonly best: string
    readonly spread: string
    readonly worst: string
    readonly quiet: string
  }) => `${median}, best ${best}, spread ${spread}, slowest ${worst}, ${quiet} quiet`,
  otherCores: ({
    typical,
    most,
    busySeconds,
    seconds,
  }: {
    readonly typical: number
    readonly most: number
    readonly busySeconds: number
    readonly seconds: number
  }) =>
    `${typical.toFixed(2)} cores, ${most.toFixed(2)} at most; too many for the gate in ${busySeconds} of ${seconds} s`,
  stolenCores: ({ cores }: { readonly cores: number }) => `${cores.toFixed(3)} cores taken by the hypervisor`,
  busyProgram: ({
    name,
    pids,
    cores,
  }: {
    readonly name: string
    readonly pids: readonly number[]
    readonly cores: number
  }) => `${name} ${cores.toFixed(2)} cores (${pids.length === 1 ? `process ${pids[0]}` : `${pids.length} processes`})`,
  quiet: 'quiet: the gate will find enough quiet moments.',
  uneven: ({ quiet }: { readonly quiet: string }) =>
    `uneven: little else runs here, but only ${quiet} of the slices came near the best one. A busy neighbour on the host or a changing clock rate does that. The gate will find few quiet moments, so expect wider intervals and more \`unsure\`.`,
  busy: ({
    busySeconds,
    seconds,
    names,
  }: {
    readonly busySeconds: number
    readonly seconds: number
    readonly names: readonly string[]
  }) =>
    `busy: in ${busySeconds} of ${seconds} s the gate would wait, or discard a round. ${names.length === 0 ? 'Find out what else runs' : `Close ${enumerated(names)}`}, or expect \`unsure\`.`,
} as const
