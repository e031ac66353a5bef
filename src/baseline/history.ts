import { z } from 'zod'
import { gitIn, reasonIn, type Git } from '../host/git.ts'
import { textsAt } from '../host/git-files.ts'
import { commitsIn } from '../host/git-log.ts'
import { LoadgateError } from '../model/error.ts'
import type { History, HistoryEntry, HistoryPoint, PastRecording } from '../model/baseline.ts'
import type { Commit } from '../model/commits.ts'
import { TIMED_METRICS, type TimedMetric } from '../model/metrics.ts'
import { median } from '../stats/summary.ts'
import { COUNTED_FOLDER } from './files.ts'
import { messages } from './messages.ts'

/**
 * What git remembers of the baselines below `folder`, at most `most` commits per file. What cannot be read is left out. Throws
 * LoadgateError where there is no git or no repository. One file after the other: there may be hundreds.
 */
export async function historiesOf(folder: string, most: number): Promise<readonly History[]> {
  const cwd = process.cwd()
  const git = insisting(gitIn(cwd))
  const pattern = `:(glob)${folder.replaceAll('\\', '/')}/*/*.json`
  const { stdout } = await git('-c', 'core.quotePath=false', 'ls-files', '--', pattern)
  const histories: History[] = []
  for (const file of stdout.split('\n').filter((line) => line !== '')) {
    const commits = (await commitsIn(git, [`--max-count=${most}`], [file])).toReversed()
    const texts = await textsAt(
      cwd,
      commits.map(({ hash }) => `${hash}:./${file}`),
    )
    histories.push({ file, entries: commits.flatMap((commit, index) => entryOf(commit, texts[index] ?? null)) })
  }
  return histories
}

/** None where the commit deleted the file, or left one that cannot be read. */
function entryOf({ hash, author, date, subject }: Commit, text: string | null): readonly HistoryEntry[] {
  const recording = text === null ? null : parseRecording(text)
  return recording === null ? [] : [{ commit: hash, author, date, subject, recording }]
}

/** Throws LoadgateError where git fails. */
function insisting(git: Git): Git {
  return async (...args) => {
    const ended = await git(...args)
    if (ended.succeeded) return ended
    const said = reasonIn(ended.stderr) || ended.how
    throw new LoadgateError('no-history', messages.noHistory({ said }))
  }
}

const point = z.object({ typical: z.number(), launches: z.array(z.number()).min(1) })

const file = z.object({
  version: z.number(),
  scenario: z.object({ title: z.string() }),
  machine: z.object({ id: z.string(), node: z.string() }),
  references: z.record(z.string(), z.unknown()).optional(),
  servers: z.record(z.string(), z.object({ metrics: z.record(z.string(), z.unknown()) })),
})

const countedFile = z.object({
  version: z.number(),
  scenario: z.object({ title: z.string() }),
  servers: z.record(
    z.string(),
    z.object({
      identity: z.record(z.string(), z.unknown()),
      metrics: z.object({ instructions: z.object({ launches: z.array(z.number()).min(1) }) }),
    }),
  ),
})

/** Reads what baseline files of all versions have in common; null when the text is no baseline, timed or counted. */
export function parseRecording(text: string): PastRecording | null {
  const value = parseOrNull(text)
  return parseTimed(value) ?? parseCounts(value)
}

/** Counts of another runtime, or counted by other means, are another yardstick. */
function parseCounts(value: unknown): PastRecording | null {
  const parsed = countedFile.safeParse(value)
  if (!parsed.success) return null
  const { version, scenario, servers } = parsed.data
  const all = Object.entries(servers)
  const identities = new Set(all.map(([, { identity }]) => JSON.stringify(Object.entries(identity).toSorted())))
  return {
    scenario: scenario.title,
    machine: COUNTED_FOLDER,
    node: '',
    yardstick: JSON.stringify([version, [...identities].toSorted()]),
    servers: Object.fromEntries(
      all.map(([name, { metrics }]) => {
        const typical = median(metrics.instructions.launches)
        return [name, { instructions: { typical, relative: typical } }]
      }),
    ),
  }
}

function parseTimed(value: unknown): PastRecording | null {
  const parsed = file.safeParse(value)
  if (!parsed.success) return null
  const { version, scenario, machine, references = {}, servers } = parsed.data
  return {
    scenario: scenario.title,
    machine: machine.id,
    node: machine.node,
    yardstick: JSON.stringify([version, Object.keys(references).toSorted()]),
    servers: Object.fromEntries(Object.entries(servers).map(([name, { metrics }]) => [name, pointsOf(metrics)])),
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function pointsOf(metrics: Readonly<Record<string, unknown>>): Partial<Record<TimedMetric, HistoryPoint>> {
  const known = TIMED_METRICS.flatMap((metric) => {
    const parsed = point.safeParse(metrics[metric])
    return parsed.success
      ? [[metric, { typical: parsed.data.typical, relative: median(parsed.data.launches) }] as const]
      : []
  })
  return Object.fromEntries(known)
}
