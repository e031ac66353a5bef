import { isStated, WORST_FIRST, type Verdict } from '../model/verdict.ts'
import type { ShardReport } from './check.ts'

type Judges = ReadonlyMap<string, ShardReport['report']>

/** Whose verdicts on each server, each claim and each limit stay: those of the report with the worst one. */
export function judgesOf(reports: readonly ShardReport['report'][]): Judges {
  const all = reports.flatMap((report) => report.verdicts.map((verdict) => ({ report, verdict })))
  const subjects = Map.groupBy(all, ({ verdict }) => subjectOf(verdict))
  const rank = ({ verdict }: (typeof all)[number]) => WORST_FIRST.indexOf(verdict.verdict)
  return new Map(
    [...subjects].map(([about, own]) => [about, own.reduce((a, b) => (rank(b) < rank(a) ? b : a)).report] as const),
  )
}

/** A server in a scenario, or what is stated of it: claims of the same servers may ask for different factors, limits for different values. */
export function subjectOf(verdict: Verdict): string {
  const { metric, outpaces, limit } = verdict
  return isStated(verdict) ? JSON.stringify([serverKey(verdict), metric, outpaces, limit]) : serverKey(verdict)
}

export function serverKey({ scenario, server }: { readonly scenario: string; readonly server: string }): string {
  return JSON.stringify([scenario, server])
}
