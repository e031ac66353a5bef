import { realpathSync } from 'node:fs'
import { commitOfRecording, isCutOff, isUnchangedSince } from '../baseline/recorded-in.ts'
import type { NotCounted } from '../model/count.ts'
import { LoadgateError } from '../model/error.ts'
import { oneLine } from '../report/safe.ts'
import { ofCauses } from './cause-messages.ts'
import type { ProfiledSide } from './open-recorded.ts'
import type { Means } from './scenario-run.ts'

/** The two sides of a server that is looked into once its verdict is known. */

/** How head is started, and the top of the files that are its own. */
export function ownSideOf(server: string, { fleet, other }: Means): Pick<ProfiledSide, 'server' | 'root'> {
  return { server: fleet.prepared(server), root: realpathSync(other?.roots.head ?? process.cwd()) }
}

/** Of what a baseline was recorded. */
type Recorded = Parameters<typeof commitOfRecording>[0]

/** What is looked for. `recorded`: of its baseline; null where there is none. `shown`: what is said without another side. */
export type Sought = {
  readonly scenario: string
  readonly server: string
  readonly recorded: Recorded | null
  readonly shown: 'functions' | 'waits'
}

/** Base in an A/B run, else the commit that recorded the baseline; or why there is none. Rejects only with bugs. */
export async function otherSideOf(
  { scenario, server, recorded, shown }: Sought,
  { fleet, other, openRecorded, project }: Means,
): Promise<ProfiledSide | NotCounted> {
  if (other) return { server: fleet.prepared(server, 'base'), root: other.roots.base, commit: other.refs.base.commit }
  if (!recorded) return { notCounted: ofCauses.nothingRecordedToExplain({ server, scenario, shown }) }
  const commit = await commitOfRecording(recorded, project.baselines)
  if (commit === null) return { notCounted: ofCauses.recordedOutsideGit({ server, shown }) }
  if (recorded.dirty && (await isCutOff(commit, project.baselines)))
    return { notCounted: ofCauses.recordedBeforeThisClone({ server, shown }) }
  if (await isUnchangedSince(commit, [project.baselines, project.scratch]))
    return { notCounted: ofCauses.recordedOfThisCommit({ server, commit, shown }) }
  try {
    return await openRecorded(commit, server)
  } catch (error) {
    if (!(error instanceof LoadgateError)) throw error
    return {
      notCounted: ofCauses.recordedCommitNotProfiled({
        commit,
        code: error.code,
        problem: oneLine(error.message),
        shown,
      }),
    }
  }
}
