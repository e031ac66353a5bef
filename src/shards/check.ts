import { LoadgateError } from '../model/error.ts'
import type { Report, Shard } from '../model/report.ts'
import { messages } from './messages.ts'

/** A report, and the file that it came from, as the user knows it. */
export type ReportFile = { readonly file: string; readonly report: Report }

export type ShardReport = { readonly file: string; readonly report: Report & { readonly shard: Shard } }

/**
 * The shards of one run, by their index. Throws a LoadgateError that names the files when one is no shard, when one is missing or there
 * twice, and when two are not of the same run: of another commit, version, mode or settings.
 */
export function shardsOf(files: readonly ReportFile[]): readonly ShardReport[] {
  const shards = files.map(asShard).toSorted((a, b) => indexOf(a) - indexOf(b))
  const [first, ...others] = shards
  if (!first) throw new LoadgateError('no-shards', messages.noShards)
  for (const other of others) refuseOtherRun(first, other)
  refuseDoubled(shards)
  refuseMissing(shards, first.report.shard.count)
  return shards
}

function indexOf({ report }: ShardReport): number {
  return report.shard.index
}

function asShard({ file, report }: ReportFile): ShardReport {
  const { shard } = report
  if (!shard) throw new LoadgateError('not-a-shard', messages.notAShard({ file }))
  return { file, report: { ...report, shard } }
}

function refuseDoubled(shards: readonly ShardReport[]): void {
  for (const [index, [first, second]] of Map.groupBy(shards, indexOf)) {
    if (!first || !second) continue
    const { count } = first.report.shard
    throw new LoadgateError('doubled-shard', messages.doubledShard({ index, count, files: [first.file, second.file] }))
  }
}

function refuseMissing(shards: readonly ShardReport[], count: number): void {
  const there = new Set(shards.map(indexOf))
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !there.has(index))
  if (missing.length > 0) throw new LoadgateError('missing-shards', messages.missingShards({ missing, count }))
}

function refuseOtherRun(one: ShardReport, other: ShardReport): void {
  const [facts, others] = [factsOf(one.report), factsOf(other.report)]
  const what = Object.keys({ ...facts, ...others }).find((name) => facts[name] !== others[name])
  if (what === undefined) return
  const values = [facts[what] ?? NONE, others[what] ?? NONE] as const
  throw new LoadgateError('shards-differ', messages.shardsDiffer({ what, files: [one.file, other.file], values }))
}

const NONE = 'none'

/** What is the same for all shards of a run, by its name in a sentence. The kind of machine is not: runners differ. */
function factsOf({ shard, run, mode, against, machine }: ShardReport['report']): Readonly<Record<string, string>> {
  return {
    'the number of shards': String(shard.count),
    'the run in CI': shard.ciRun ?? NONE,
    'the commit': run?.commit ?? NONE,
    'uncommitted changes': run?.dirty ? 'some' : NONE,
    'the commit of the base': against?.base.commit ?? NONE,
    'what it compares with': COMPARES[mode],
    ...Object.fromEntries(
      Object.entries(run?.versions ?? {}).map(([name, value]) => [`the version of ${name}`, value]),
    ),
    'the version of node': machine.node,
    ...shard.variables,
  }
}

const COMPARES: Readonly<Record<Report['mode'], string>> = {
  baseline: 'the baseline',
  update: 'nothing, because it records',
  ab: 'a git ref',
  compare: 'other files',
}
