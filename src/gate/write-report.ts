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

/**
 * Writes the report's files into `scratch`. Appends its Markdown to `stepSummary`, if that is given. Throws Node's error, also when the
 * folder that this process works in is gone: Node 24 never returns from making a folder by a relative path that leads out of one that is gone.
 */
export async function writeReport(
  report: Report,
  { scratch, baselines, stepSummary }: { scratch: string; baselines: string; stepSummary: string | undefined },
): Promise<void> {
  const [json, markdown, html] = FILES.map((file) => join(scratch, file)) as [string, string, string]
  const text = markdownReport(report)
  mkdirSync(resolve(scratch), { recursive: true })
  writeFileSync(json, reportJson(report))
  writeFileSync(markdown, text)
  writeFileSync(html, htmlReport(report, await historiesFor(baselines, report)))
  if (stepSummary) appendFileSync(stepSummary, text)
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
