import { commitOfRecording, isCutOff, isUnchangedSince } from '../baseline/recorded-in.ts'
import { LoadgateError } from '../model/error.ts'
import type { Project } from '../options/project.ts'
import { oneLine } from '../report/safe.ts'
import type { OpenRecorded, RecordedSide } from './open-recorded.ts'

/** A server as it was when its baseline was recorded. */

/** Of what a baseline was recorded. */
export type Recorded = Parameters<typeof commitOfRecording>[0]

/** Why the commit that recorded a baseline cannot be looked at. `failed`: it is there, and something went wrong with it. */
export type NoSide =
  | { readonly missing: 'outside-git' | 'cut-off' }
  | { readonly missing: 'same' | 'not-here'; readonly commit: string }
  | { readonly missing: 'failed'; readonly commit: string; readonly problem: string }

export type RecordedMeans = {
  readonly openRecorded: OpenRecorded
  readonly project: Pick<Project, 'baselines' | 'scratch'>
}

/** The commit that recorded a server's baseline, or why there is none to be had. Rejects only with bugs. */
export async function recordedSideOf(
  server: string,
  recorded: Recorded,
  { openRecorded, project: { baselines, scratch } }: RecordedMeans,
): Promise<RecordedSide | NoSide> {
  const commit = await commitOfRecording(recorded, baselines)
  if (commit === null) return { missing: 'outside-git' }
  if (recorded.dirty && (await isCutOff(commit, baselines))) return { missing: 'cut-off' }
  if (await isUnchangedSince(commit, [baselines, scratch])) return { missing: 'same', commit }
  try {
    return await openRecorded(commit, server)
  } catch (error) {
    if (!(error instanceof LoadgateError)) throw error
    if (error.code === 'unknown-ref') return { missing: 'not-here', commit }
    return { missing: 'failed', commit, problem: oneLine(error.message) }
  }
}
