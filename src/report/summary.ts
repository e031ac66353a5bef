import { isCounted } from '../model/metrics.ts'
import { serverOf } from '../model/parts.ts'
import type { Report } from '../model/report.ts'
import { formatSeconds } from '../model/units.ts'
import { isFirst, isStated, type Verdict } from '../model/verdict.ts'
import { enumerated, plural } from '../model/wording.ts'
import { messages } from './messages.ts'
import { ROWS_WORST_FIRST, wordOf, type RowWord } from './severity.ts'
import { formatSpread } from './value-texts.ts'
import type { Safe } from './safe.ts'

/** A report in a line, and a scenario in a line. */

/** The outcome of the whole report: what is red first. */
export function titleOf({ verdicts, mode, written }: Report): string {
  if (verdicts.length === 0) return messages.nothingMeasured
  if (mode === 'update') return messages.updated({ files: written.length })
  const counts = countWords(verdicts, mode)
  const red = (['invalid', 'regressed'] as const).filter((word) => counts[word] > 0)
  const all = sizeOf(verdicts)
  const counted = countedServers(verdicts)
  if (red.length > 0) return messages.red({ red: red.map((word) => `${counts[word]} ${word}`).join(', '), all })
  if (mode !== 'compare' && counted.length > 0 && counted.every(({ word }) => word === 'holds' || word === 'improved'))
    return messages.countsHold({ servers: counted.length, unsure: counts.unsure })
  if (counts.new > 0) return firstRecorded(verdicts, mode)
  return counts.unsure > 0 ? messages.undecided({ unsure: counts.unsure, all }) : messages.nothingRegressed({ all })
}

function firstRecorded(verdicts: readonly Verdict[], mode: Report['mode']): string {
  const words = Map.groupBy(verdicts, (cell) => wordOf(cell, mode))
  const metrics = verdicts.filter((cell) => !isStated(cell))
  return messages.firstRecorded({
    recorded: words.get('new')?.length ?? 0,
    metrics: sizeOf(metrics),
    unsure: words.has('unsure') ? sizeOf(words.get('unsure') ?? []) : null,
  })
}

/**
 * `28 hold, 1 regressed, 3 unsure · 2 scenarios, 8 servers · 1 min 52 s, 14 s per server`. Where instructions were counted, these come first:
 * `16 servers: instructions hold, exact to 0.03 %. Timed: 46 hold, 66 cannot be told on this machine today · 4 scenarios · 6 min 2 s`.
 */
export function summaryOf({ verdicts, mode, seconds, shards = [] }: Report): string {
  const servers = new Set(verdicts.map(({ server }) => serverOf(server))).size
  const scenarios = new Set(verdicts.map(({ scenario }) => scenario)).size
  const each = servers < 2 ? '' : `, ${formatSeconds(seconds / servers)} per server`
  // In a comparison of files nothing was measured, so there is no time to show.
  const where = shards.length === 0 ? '' : ` on ${plural(shards.length, 'shard')}`
  const time = mode === 'compare' ? [] : [formatSeconds(seconds) + where + each]
  if (mode === 'baseline' || mode === 'ab') {
    const counted = countedSummary(verdicts, mode, servers)
    if (counted !== null) return [...counted, plural(scenarios, 'scenario'), ...time].join(' · ')
  }
  const size = `${plural(scenarios, 'scenario')}, ${plural(servers, 'server')}`
  return [formatCounts(countWords(verdicts, mode)), size, ...time].join(' · ')
}

type CountedName = { readonly word: RowWord; readonly spreads: readonly number[] }

/** The worst verdict on what was counted of each server, in all scenarios. */
function countedServers(verdicts: readonly Verdict[], mode: Report['mode'] = 'baseline'): readonly CountedName[] {
  const counted = verdicts.filter((cell) => isCounted(cell.metric) && !isStated(cell))
  return [...Map.groupBy(counted, ({ server }) => server).values()].map((own) => {
    const words = own.map((cell) => wordOf(cell, mode))
    const worst = ROWS_WORST_FIRST.find((word) => words.includes(word)) ?? 'unsure'
    const spreads = own.flatMap(({ metric, spread }) => (metric === 'instructions' ? (spread ?? []) : []))
    return { word: worst, spreads }
  })
}

/** Null where nothing was counted. `all`: servers, those that were not counted among them. */
function countedSummary(verdicts: readonly Verdict[], mode: Report['mode'], all: number): readonly string[] | null {
  const servers = countedServers(verdicts, mode)
  if (servers.length === 0) return null
  const words = ROWS_WORST_FIRST.filter((one) => servers.some(({ word }) => word === one))
  const counts = words.map((word) => {
    const count = servers.filter((server) => server.word === word).length
    return count === servers.length ? COUNTED_WORDS[word] : `${COUNTED_WORDS[word]} in ${count}`
  })
  const timed = timedIn(verdicts)
  const claims = countWords(
    verdicts.filter(({ outpaces }) => outpaces),
    mode,
  )
  const limits = countWords(
    verdicts.filter(({ limit }) => limit),
    mode,
  )
  const exact = spreadRange(servers.flatMap(({ spreads }) => spreads))
  const [timedTexts, claimTexts, limitTexts] = [timedCounts(timed, mode), countTexts(claims), countTexts(limits)]
  return [
    messages.countedSummary({ servers: servers.length, all, counts, exact }) +
      (timedTexts.length === 0 ? '' : messages.timedSummary({ counts: timedTexts })),
    ...(claimTexts.length === 0 ? [] : [messages.claimSummary({ counts: claimTexts })]),
    ...(limitTexts.length === 0 ? [] : [messages.limitSummary({ counts: limitTexts })]),
  ]
}

/** Where values were timed for show, that no request failed is all that there is a verdict on. */
function timedIn(verdicts: readonly Verdict[]): readonly Verdict[] {
  const timed = verdicts.filter((cell) => !isCounted(cell.metric) && !isStated(cell))
  return timed.every(({ metric, verdict }) => metric === 'failedRequests' && verdict === 'holds') ? [] : timed
}

const COUNTED_WORDS: Readonly<Record<RowWord, string>> = {
  invalid: 'are invalid',
  regressed: 'regressed',
  unsure: 'are undecided',
  improved: 'improved',
  new: 'are new',
  holds: 'hold',
}

/** `0.03 %`, or from the least to the most: `0.01–0.3 %`. Null without any. */
function spreadRange(spreads: readonly number[]): string | null {
  if (spreads.length === 0) return null
  const [least, most] = [formatSpread(Math.min(...spreads)), formatSpread(Math.max(...spreads))]
  return least === most ? most : `${least.replace(' %', '')}–${most}`
}

/** `8 counted launches in 1 min 12 s`. No launch is counted in less than a second: then another scenario asked the same before. */
function countedText({ launches, seconds }: { readonly launches: number; readonly seconds: number }): string {
  const many = plural(launches, 'counted launch', 'counted launches')
  return seconds < 1 ? `${many} of another scenario` : `${many} in ${formatSeconds(seconds)}`
}

/** How a scenario was measured: `8 waves in 56 s`, `autocannon 9.0.0`. Empty when the report does not have it. */
export function scenarioDetails({ scenarios }: Report, title: string, safe: Safe): readonly string[] {
  const own = scenarios.find(({ scenario }) => scenario === title)
  if (!own) return []
  const { counted, waves, seconds, driver, loop } = own
  const counts = counted && 'launches' in counted ? [countedText(counted)] : []
  const timed =
    waves === 0
      ? []
      : [
          `${plural(waves, 'wave')} in ${formatSeconds(seconds)}`,
          safe(driver),
          ...(loop?.startsWith('open') ? [safe(loop)] : []),
        ]
  return [...counts, ...timed]
}

type WordCounts = Readonly<Record<RowWord, number>>

function countWords(verdicts: readonly Verdict[], mode: Report['mode']): WordCounts {
  const counts = { holds: 0, new: 0, regressed: 0, improved: 0, unsure: 0, invalid: 0 }
  for (const verdict of verdicts) counts[wordOf(verdict, mode)] += 1
  return counts
}

function formatCounts(counts: WordCounts): string {
  const others = ROWS_WORST_FIRST.filter((word) => word !== 'holds' && counts[word] > 0)
  const holds = counts.holds === 0 && others.length > 0 ? [] : [holdText(counts)]
  return [...holds, ...others.map((word) => `${counts[word]} ${word}`)].join(', ')
}

/** What is unsure cannot be told on this machine today, but for what had nothing to be compared with. */
function timedCounts(verdicts: readonly Verdict[], mode: Report['mode']): readonly string[] {
  const uncompared = verdicts.filter((cell) => wordOf(cell, mode) === 'unsure' && isFirst(cell)).length
  const counts = countWords(verdicts, mode)
  const unsure = counts.unsure - uncompared
  return [
    ...countTexts({ ...counts, unsure: 0 }),
    ...(uncompared === 0 ? [] : [messages.notCompared({ count: uncompared })]),
    ...(unsure === 0 ? [] : [messages.undecidedToday({ count: unsure })]),
  ]
}

/** Only the words that occur. */
function countTexts(counts: WordCounts): readonly string[] {
  const words = (['invalid', 'regressed', 'holds', 'improved', 'new', 'unsure'] as const).filter(
    (word) => counts[word] > 0,
  )
  return words.map((word) => (word === 'holds' ? holdText(counts) : `${counts[word]} ${word}`))
}

function holdText({ holds }: WordCounts): string {
  return `${holds} ${holds === 1 ? 'holds' : 'hold'}`
}

/** `56 metrics`, `56 metrics and 1 claim`, `1 claim`, `7 metrics and 2 limits`. */
function sizeOf(verdicts: readonly Verdict[]): string {
  const claims = verdicts.filter(({ outpaces }) => outpaces).length
  const limits = verdicts.filter(({ limit }) => limit).length
  const metrics = verdicts.length - claims - limits
  const stated = [
    ...(claims === 0 ? [] : [plural(claims, 'claim')]),
    ...(limits === 0 ? [] : [plural(limits, 'limit')]),
  ]
  return enumerated(metrics === 0 && stated.length > 0 ? stated : [plural(metrics, 'metric'), ...stated])
}
