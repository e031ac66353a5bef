import { thisMachine } from '../../src/host/machine.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import { comparable, readBaseline } from '../../src/baseline/store.ts'
import type { Scenario } from '../../src/model/scenario.ts'
import type { Server } from '../../src/model/server.ts'
import type { Against } from '../../src/verdict/against.ts'
import { recordedOf } from '../../src/verdict/recording.ts'
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
  const recorded = baseline && Object.hasOwn(baseline.servers, server.name) ? baseline.servers[server.name] : undefined
  if (!baseline || !recorded) return sentences.noBaseline(server.name, scenario.title, folder)
  const why = comparable(baseline, scenario, server, references, driver)
  return why ?? { against: againstOf(baseline, server.name), recordedAt: recorded.recorded.at }
}

function againstOf(baseline: Baseline, server: string): Against {
  const references = Object.entries(baseline.references).map(([name, { metrics }]) => [name, recordedOf(metrics)])
  return {
    metrics: recordedOf(baseline.servers[server]!.metrics),
    references: Object.fromEntries(references),
    otherMachine: false,
  }
}
