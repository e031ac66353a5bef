import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { COUNTED_FOLDER } from '../baseline/files.ts'
import { historiesOf } from '../baseline/history.ts'
import type { History } from '../model/baseline.ts'
import type { Report } from '../model/report.ts'
import { htmlReport } from '../report/html/page.ts'
import { reportJson } from '../report/json.ts'
import { markdownReport } from '../report/markdown.ts'
import { forgetRecorded } from '../shards/recorded.ts'
import { messages } from './messages.ts'

/** Commits per baseline file that the report shows. */
const COMMITS = 20

const FILES = ['report.json', 'report.md', 'report.html'] as const

/** Writes to the folder before anything is measured, so that a typo costs a moment and not the whole run. Throws Node's error. */
export function probeFolder(folder: string): void {
  const probe = join(folder, `.write-probe-${process.pid}`)
  mkdirSync(resolve(folder), { recursive: true })
  writeFileSync(probe, '')
  rmSync(probe)
}

/**
 * Removes the reports of an earlier run, and what it kept of baselines: they must not be taken for this run's. Where that is not allowed, nothing can be written
 * either, and `probeFolder` says so.
 */
export function removeReports(scratch: string): void {
  forgetRecorded(scratch)
  for (const file of FILES) {
    try {
      rmSync(join(scratch, file), { force: true })
    } catch {}
  }
}

type WriteOptions = {
  readonly scratch: string
  readonly baselines: string
  readonly stepSummary: string | undefined
  /** Told a sentence. */
  readonly warn: (sentence: string) => void
}

/**
 * Writes the report's files into `scratch`. Appends its Markdown to `stepSummary`, if that is given; where that cannot be written, `warn` is
 * told, since a container may have the variable and not the file. Throws Node's error for the report's files, also when the
 * folder that this process works in is gone: Node 24 never returns from making a folder by a relative path that leads out of one that is gone.
 */
export async function writeReport(
  report: Report,
  { scratch, baselines, stepSummary, warn }: WriteOptions,
): Promise<void> {
  const [json, markdown, html] = FILES.map((file) => join(scratch, file)) as [string, string, string]
  const text = markdownReport(report)
  mkdirSync(resolve(scratch), { recursive: true })
  writeFileSync(json, reportJson(report))
  writeFileSync(markdown, text)
  writeFileSync(html, htmlReport(report, await historiesFor(baselines, report)))
  if (stepSummary) appendSummary(stepSummary, text, warn)
}

function appendSummary(file: string, text: string, warn: WriteOptions['warn']): void {
  try {
    appendFileSync(file, text)
  } catch (cause) {
    warn(messages.summaryNotWritten({ file, problem: (cause as Error).message }))
  }
}

/** The histories of the baselines that the run was compared with. Without git there are none, and the report needs none. */
async function historiesFor(baselines: string, { scenarios }: Report): Promise<readonly History[]> {
  const histories = await historiesOf(baselines, COMMITS).catch(() => [])
  return histories.filter(({ entries }) =>
    entries.some(({ recording }) =>
      scenarios.some(
        ({ scenario, baseline, counted }) =>
          scenario === recording.scenario &&
          (baseline === recording.machine || (counted !== undefined && recording.machine === COUNTED_FOLDER)),
      ),
    ),
  )
}
