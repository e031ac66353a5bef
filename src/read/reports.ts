import { readAb } from './ab.ts'
import { readBombardierText } from './bombardier.ts'
import { readH2load } from './h2load.ts'
import { readHey } from './hey.ts'
import { readK6Text } from './k6-text.ts'
import type { Reading } from './reading.ts'
import { readVegetaText } from './vegeta.ts'
import { readWrk } from './wrk.ts'

type Kind = {
  /** Each matches once per report; the last one only when the report got as far as its results. */
  readonly marks: readonly RegExp[]
  /** What the tool prints when it gives up before any of them. */
  readonly alone?: RegExp
  readonly read: (text: string) => Reading
}

const KINDS: readonly Kind[] = [
  {
    marks: [/^This is ApacheBench/gm, /^Complete requests:/gm],
    alone: /^(?:ab: |Usage: ab |apr_\w+: |Total of \d+ requests completed)/m,
    read: readAb,
  },
  {
    // The next line of autocannon's progress, which begins the same, has connections and no threads.
    marks: [
      /^Running .* test @.*$(?!\n+\d+ connections)/gm,
      /^\d+ requests in \d+[.,]\d\d\w+, [\d.,]+[KMGT]?B read$/gm,
    ],
    alone: /^(?:Usage: wrk |unable to connect to |number of connections must be)/m,
    read: readWrk,
  },
  { marks: [/^Requests\s+\[total, rate/gm, /^Error Set:/gm], read: readVegetaText },
  { marks: [/^Summary:\n+Total:\s/gm, /^Status code distribution:/gm], read: readHey },
  { marks: [/^Bombarding \S+ /gm, /^Statistics\s+Avg\s+Stdev\s+Max$/gm], read: readBombardierText },
  { marks: [/^starting benchmark\.\.\.$/gm, /^finished in \S+, [\d.]+ req\/s/gm], read: readH2load },
  {
    // The legacy form has no title. The others repeat their metrics for groups and scenarios, until k6 says how long it ran.
    marks: [/^█ TOTAL RESULTS|(?<!^█ TOTAL RESULTS(?:(?!^running \()[^])*)^(?:[✓✗]\s+)?iterations\.{3,}:/gm],
    alone: /^(?:[✓✗]\s+)?(?:data_received|http_req_\w+)\.{3,}:/m,
    read: readK6Text,
  },
]

export type Report = {
  /** It has no results yet. */
  readonly begun: boolean
  readonly read: () => Reading
}

/** The reports in a text that `plainText` returned, of tools that print theirs as text. */
export function reportsIn(text: string): readonly Report[] {
  return KINDS.flatMap(({ marks, alone, read }) => {
    const counts = marks.map((mark) => [...text.matchAll(mark)].length)
    const count = Math.max(...counts) || (alone?.test(text) ? 1 : 0)
    return Array.from({ length: count }, () => ({ begun: counts.at(-1) === 0, read: () => read(text) }))
  })
}
