import { formatSeconds } from '../../src/model/units.ts'
import { TOLERANCES } from './counted-comparisons.ts'
import { formatFine } from './counted-findings.ts'
import { formatShift } from './counted-tables.ts'
import { formatPercent } from './shares.ts'
import type { ShowcasePart } from './showcase-figures.ts'
import { formatMoment, formatRed, table } from './timed-tables.ts'

/** The Markdown tables about whole counted runs of the showcase. Pure. */

const AT_EACH = TOLERANCES.map((tolerance) => `red at ${formatPercent(tolerance)}`).join(' | ')

export function showcaseRunsTable({ runs }: ShowcasePart): string {
  return table(
    `begun | neighbour | verdicts | sets of launches | ${AT_EACH} | unsure or improved | farthest change | exit code | time | load average | counted with | commit | code`,
    runs.map(({ run, verdicts, sets, red, open, farthest }) => [
      formatMoment(run.at),
      run.neighbour,
      String(verdicts),
      String(sets),
      ...red.map(formatRed),
      String(open),
      formatShift(farthest),
      run.exitCode === null ? '–' : String(run.exitCode),
      formatSeconds(run.seconds),
      run.load.map((load) => load.toFixed(1)).join(' to '),
      run.identity === null ? '–' : `${run.identity.libc}, valgrind ${run.identity.valgrind}`,
      run.commit ?? 'unknown',
      run.code,
    ]),
  )
}

/** One line per server, over all its scenarios. */
export function showcaseServersTable({ servers }: ShowcasePart): string {
  return table(
    `server | verdicts | sets of launches | ${AT_EACH} | unsure or improved | farthest change | widest interval | launches | two of them differ by, 95 % | at most`,
    servers.map(({ server, verdicts, sets, red, open, farthest, widest, launches, apart }) => [
      `\`${server}\``,
      String(verdicts),
      String(sets),
      ...red.map(formatRed),
      String(open),
      formatShift(farthest),
      widest === null ? '–' : `±${(widest * 100).toFixed(2)} %`,
      String(launches),
      formatFine(apart.p95),
      formatFine(apart.most),
    ]),
  )
}
