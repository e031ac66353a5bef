import type { Report } from '../model/report.ts'
import type { Verdict } from '../model/verdict.ts'
import { explainWaits, serversToWatch } from './explain-waits.ts'
import { cellsToExplain, explainCells } from './explain.ts'
import type { Findings, Means } from './scenario-run.ts'

/** What a report says besides its verdicts: where instructions went, and what requests wait for. */
export type Explained = Pick<Report, 'where' | 'waiting'>

type ToExplain = {
  readonly cells: ReturnType<typeof cellsToExplain>
  readonly servers: ReturnType<typeof serversToWatch>
}

/** Null when there is nothing to explain. */
export function whatToExplain(verdicts: readonly Verdict[], { settings }: Means): ToExplain | null {
  const cells = cellsToExplain(verdicts, settings.explain)
  const servers = serversToWatch(verdicts, settings.explain)
  return cells.length + servers.length === 0 ? null : { cells, servers }
}

export async function explain(
  { cells, servers }: ToExplain,
  asks: readonly Findings[],
  means: Means,
): Promise<Explained> {
  const where = await explainCells(cells, asks, means)
  const waiting = await explainWaits(servers, asks, means)
  return {
    ...(where.length > 0 ? { where: [...where] } : {}),
    ...(waiting.length > 0 ? { waiting: [...waiting] } : {}),
  }
}
