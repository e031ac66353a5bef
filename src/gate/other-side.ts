import { realpathSync } from 'node:fs'
import type { NotCounted } from '../model/count.ts'
import { ofCauses, withoutSide } from './cause-messages.ts'
import type { ProfiledSide } from './open-recorded.ts'
import { recordedSideOf, type Recorded } from './recorded-side.ts'
import type { Means } from './scenario-run.ts'

/** The two sides of a server that is looked into once its verdict is known. */

/** How head is started, and the top of the files that are its own. */
export function ownSideOf(server: string, { fleet, other }: Means): Pick<ProfiledSide, 'server' | 'root'> {
  return { server: fleet.prepared(server), root: realpathSync(other?.roots.head ?? process.cwd()) }
}

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
  means: Means,
): Promise<ProfiledSide | NotCounted> {
  const { fleet, other } = means
  if (other) return { server: fleet.prepared(server, 'base'), root: other.roots.base, commit: other.refs.base.commit }
  if (!recorded) return { notCounted: ofCauses.nothingRecordedToExplain({ server, scenario, shown }) }
  const side = await recordedSideOf(server, recorded, means)
  return 'missing' in side ? { notCounted: withoutSide(side, { server, shown }) } : side
}
