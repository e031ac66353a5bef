import { isCounted } from '../model/metrics.ts'
import { serverOf } from '../model/parts.ts'
import { isFirst, type Verdict } from '../model/verdict.ts'

/** Servers of a scenario whose baseline this run wrote. */
export type RecordedServers = { readonly timed: ReadonlySet<string>; readonly counted: ReadonlySet<string> }

/** Marks what this run recorded because there was nothing to compare it with. */
export function markRecorded(verdicts: readonly Verdict[], { timed, counted }: RecordedServers): readonly Verdict[] {
  return verdicts.map((one) => {
    const isRecorded = (isCounted(one.metric) ? counted : timed).has(serverOf(one.server))
    return isRecorded && isFirst(one) ? { ...one, recorded: true as const } : one
  })
}
