import { enumerated } from '../model/wording.ts'

/** What this room says to a user. */
export const messages = {
  noShards: '`loadgate merge` needs the report.json of every shard; `npx loadgate merge --help` has an example.',
  notAShard: ({ file }: { readonly file: string }) =>
    `${file} is the report of a whole run, not of a shard. Only runs with Vitest's \`--shard=1/4\` are merged.`,
  shardsDiffer: ({ what, files: [file, other], values: [value, otherValue] }: DifferText) =>
    `${file} and ${other} are not shards of one run: ${what} is ${value} in the first and ${otherValue} in the second. Merge the reports of one run.`,
  doubledShard: ({ index, count, files }: DoubledText) =>
    `Shard ${index} of ${count} is there twice, in ${enumerated(files)}. Leave one of them out.`,
  missingShards: ({ missing, count }: { readonly missing: readonly number[]; readonly count: number }) =>
    `${shards(missing)} of ${count} ${missing.length === 1 ? 'is' : 'are'} missing. A shard writes no report when its gate could not open, or when it got no spec of the gate: its log says why.`,
  recordedTwice: ({ file, shards: by }: { readonly file: string; readonly shards: readonly number[] }) =>
    `${shards(by)} recorded ${file}, because two specs hold servers of the same scenario. Put these tests into one spec, or record without shards.`,
  recordedMissing: ({ report, written, file }: MissingText) =>
    `${report} says that ${written} was recorded, but there is no ${file}. Keep the folder \`recorded\` beside the report.`,

  /** Notes in the merged report. */
  severalMachines: ({ machines }: { readonly machines: readonly MachineText[] }) =>
    `The shards ran on ${machines.length} kinds of machine: ${machines.map(({ id, shards: on }) => `${shards(on).toLowerCase()} on ${id}`).join(', ')}. Each was compared on its own kind.`,
  measuredTwice: ({ shards: by }: { readonly shards: readonly number[] }) =>
    `Measured by ${shards(by).toLowerCase()}, each for its own specs; where both judged a server, the worse verdicts are shown. In one spec, it would be measured once.`,
} as const

type DifferText = {
  readonly what: string
  readonly files: readonly [string, string]
  readonly values: readonly [string, string]
}

type DoubledText = { readonly index: number; readonly count: number; readonly files: readonly string[] }

type MissingText = { readonly report: string; readonly written: string; readonly file: string }

type MachineText = { readonly id: string; readonly shards: readonly number[] }

/** `Shard 2`, `Shards 1 and 3` */
function shards(indices: readonly number[]): string {
  return `${indices.length === 1 ? 'Shard' : 'Shards'} ${enumerated(indices.map(String))}`
}
