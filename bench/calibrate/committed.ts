import { thisMachine } from '../../src/host/machine.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import { comparable, readBaseline } from '../../src/baseline/store.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import type { Server } from '../../src/model/server.ts'
import { againstOf, type Against } from '../../src/verdict/recording.ts'
import { sentences } from './sentences.ts'

export type Committed = { readonly against: Against; readonly recordedAt: string }

/**
 * The committed baseline of a server on this machine, or the sentence that says why there is none to calibrate with. Throws
 * LoadgateError for a file that cannot be read. `driver` is name and version.
 */
export function committedBaseline(
  folder: string,
  scenario: Scenario,
  server: Server,
  references: readonly Server[],
  driver: string,
): Committed | string {
  const baseline = readBaseline(folder, thisMachine().id, scenario.title)
  const recorded = baseline?.servers[server.name]
  const against = againstOf(baseline, server.name, false)
  if (!baseline || !recorded || !against) return sentences.noBaseline(server.name, scenario.title, folder)
  const why = comparable(baseline, scenario, server, references, driver)
  return why ?? { against, recordedAt: recorded.recorded.at }
}
