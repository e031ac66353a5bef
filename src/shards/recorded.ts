import { cpSync, existsSync, rmSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { readCounted, writeCounted } from '../baseline/counted.ts'
import { COUNTED_FOLDER, fileNameOf } from '../baseline/files.ts'
import { messages as baselineMessages } from '../baseline/messages.ts'
import { parseTitle } from '../baseline/parse.ts'
import { readBaseline, readText, writeBaseline } from '../baseline/store.ts'
import { LoadgateError } from '../model/error.ts'
import type { ShardReport } from './check.ts'
import { messages } from './messages.ts'

/**
 * The baselines that a shard recorded lie beside its report, in the folders that they have among all baselines: a runner's other
 * files are those of the commit, and would replace what the other shards recorded.
 */
const FOLDER = 'recorded'

/** Keeps what this run wrote beside its report. `written` are files in `baselines`. */
export function keepRecorded(
  written: readonly string[],
  { baselines, scratch }: { readonly baselines: string; readonly scratch: string },
): void {
  for (const file of written) cpSync(file, join(scratch, FOLDER, relative(baselines, file)))
}

/** Where that is not allowed, nothing can be written either, and the gate says so. */
export function forgetRecorded(scratch: string): void {
  try {
    rmSync(join(scratch, FOLDER), { recursive: true, force: true })
  } catch {}
}

/** What one shard recorded of a scenario: on a kind of machine, or `counted`. */
type Kept = { readonly shard: ShardReport; readonly place: string; readonly file: string }

/**
 * Writes what all shards recorded into `baselines`, and returns the files. Throws a LoadgateError, before it writes anything, when two
 * shards recorded the same file, or one is not there or not valid.
 */
export function gatherRecorded(shards: readonly ShardReport[], baselines: string): readonly string[] {
  const kept = shards.flatMap(keptBy)
  for (const [place, [first, second]] of Map.groupBy(kept, (one) => one.place)) {
    if (first && second)
      throw new LoadgateError(
        'recorded-twice',
        messages.recordedTwice({ file: place, shards: [first, second].map(({ shard }) => shard.report.shard.index) }),
      )
  }
  return kept.map(readKept).map((write) => write(baselines))
}

/** A baseline's last two names are its folder and its file, wherever the others lie. */
function keptBy(shard: ShardReport): readonly Kept[] {
  return shard.report.written.map((written) => {
    const place = join(basename(dirname(written)), basename(written))
    const file = join(dirname(shard.file), FOLDER, place)
    if (!existsSync(file))
      throw new LoadgateError('recorded-missing', messages.recordedMissing({ report: shard.file, written, file }))
    return { shard, place, file }
  })
}

/** Reads and checks it as a baseline of its folder, and returns what writes it elsewhere. */
function readKept({ file }: Kept): (baselines: string) => string {
  const [folder, machine] = [dirname(dirname(file)), basename(dirname(file))]
  const title = parseTitle(readText(folder, file) ?? '', file)
  const counted = machine === COUNTED_FOLDER ? readCounted(folder, title) : null
  if (counted) return (baselines) => writeCounted(baselines, counted)
  const baseline = machine === COUNTED_FOLDER ? null : readBaseline(folder, machine, title)
  if (baseline) return (baselines) => writeBaseline(baselines, baseline)
  const name = fileNameOf(title)
  throw new LoadgateError('misnamed-baseline', baselineMessages.misnamedBaseline({ file, title, name }))
}
