import fc from 'fast-check'
import { expect, test } from 'vitest'
import { htmlReport } from '../../../src/report/html/page.ts'
import { html, oneLine } from '../../../src/report/safe.ts'
import { anyReport } from '../any-report.ts'
import { SCRIPT } from '../../../src/report/html/script.ts'
import { cell, changed, counted, countedReport, HOME, report, server } from '../cells.ts'
import {
  claims,
  counts,
  first,
  firstCounts,
  holding,
  hostile,
  invalid,
  middleware,
  red,
  shown,
  sleep,
  uncounted,
  unsure,
  update,
} from '../reports.ts'
import { fastifyWhere } from '../wheres.ts'
import { withFigures } from './figures.ts'

const all = {
  claims,
  counts,
  first,
  firstCounts,
  holding,
  hostile,
  invalid,
  middleware,
  red,
  shown,
  sleep,
  uncounted,
  unsure,
  update,
}

const withoutScript = (page: string) => page.replace(`<script>${SCRIPT}</script>`, '')

const tags = (page: string, pattern: RegExp) => page.match(pattern)?.length ?? 0

/** The part of a page between two of its landmarks. */
const part = (page: string, from: string, to: string) => page.slice(page.indexOf(from), page.indexOf(to))

/** What a screen reader reads of a piece of the page. */
const heard = (markup: string) =>
  markup
    .replaceAll(/<[^>]*aria-hidden="true"[^>]*>[^<]*/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()

test('what is red comes first: in a sentence, with a way to its numbers, against what, and what to do', () => {
  const header = part(htmlReport(withFigures(red)), '<header>', '</header>')
  expect(header).toMatch(/<h1 class="red">2 of 6 servers are red|<h1 class="red">fastify regressed: /)
  expect(header).toMatch(/<li><a href="#scenario-\d+-\d+-\w+">fastify: [^<]* regressed/)
  expect(header).toContain('npm run baseline:update')
  expect(header).toContain('Compared with the baseline of')
})

test('the matrix of a scenario has a row per server and a column per metric, counted ones first', () => {
  const page = htmlReport(withFigures(middleware))
  const matrix = part(page, '<table class="matrix"', '</table>')
  const titles = [...matrix.matchAll(/<th scope="col">([^<]*)/g)].map(([, title]) => title?.trim())
  expect(titles.slice(0, 3)).toEqual(['server', 'instructions', 'throughput'])
  expect(tags(matrix, /<th scope="row">/g)).toBe(4)
  expect(tags(matrix, /<td class="/g)).toBe(4 * (titles.length - 1))
})

test('a cell says its verdict, the size and the certainty of the change in words and signs, and its values', () => {
  const [regressed = ''] = htmlReport(withFigures(middleware)).match(/<td class="regressed">.*?<\/td>/) ?? []
  expect(regressed).toContain('✗')
  expect(heard(regressed)).toBe('regressed +3.1 % ±0.2regressed 2.695 M was 2.614 M')
  const [timed = ''] = htmlReport(withFigures(red)).match(/<td class="regressed">.*?<\/td>/) ?? []
  expect(timed).toMatch(/<\/span> [+−][\d.]+ %<\/b> <small>\[[+−]\d+, [+−]\d+\]<\/small>/)
})

test('a cell whose metric grew tenfold or more has a multiple, which has room', () => {
  const page = htmlReport(report([cell({ metric: 'latencyP50', ...changed('regressed', 252, 12) })]))
  expect(page).toMatch(/<b>.*×252<\/b> <small>\[×240, ×264\]<\/small>/)
  expect(htmlReport(report([cell({ metric: 'latencyP50', ...changed('regressed', 9.9, 1) })]))).toContain('+890 %')
})

test('a first run has no curve of a baseline, and no word on one', () => {
  expect(htmlReport(withFigures(first))).toMatch(/Latency by percentile: <i class="key now"><\/i> now<\/figcaption>/)
  expect(htmlReport(withFigures(holding))).toMatch(/<\/i> now, <i class="key before"><\/i> baseline<\/figcaption>/)
})

test('a cell without a number says its verdict', () => {
  const cells = htmlReport(unsure).match(/<td class="unsure">.*?<\/td>/g) ?? []
  expect(cells.map(heard)).toContain('unsure unsure')
})

test('commands in a reason are code', () => {
  const reason = 'say `alongside: [postgres]` in <b>'
  const page = htmlReport(report([cell({ verdict: 'unsure', reason, change: null })]))
  expect(page).toContain('say <code>alongside: [postgres]</code> in &lt;b&gt;')
})

test('whatever the report says, all ways on the page lead somewhere, and no two places have the same name', () => {
  fc.assert(
    fc.property(anyReport, (one) => {
      const page = htmlReport(withFigures(one)).replace(/<style>.*?<\/style>/s, '')
      const names = [...page.matchAll(/ id="([^"]*)"/g)].map(([, name]) => name)
      expect(new Set(names).size).toBe(names.length)
      for (const [, name] of page.matchAll(/ href="#([^"]*)"/g)) expect(names).toContain(name)
    }),
    { numRuns: 50 },
  )
})

test('a server whose measurement cannot be used says why across its row', () => {
  const matrix = part(htmlReport(invalid), '<table class="matrix"', '</table>')
  expect(matrix).toMatch(/<td class="alone invalid" colspan="\d">.*express gave no answer to \/ within 30 s/)
})

test('every reason stands with what it is about, once for the metrics of a server that share it', () => {
  const page = htmlReport(unsure)
  for (const { reason } of unsure.verdicts) if (reason !== null) expect(page).toContain(html`${oneLine(reason)}`.markup)
  const [own = ''] = page.match(/<details class="server"[^>]*><summary><b>express<.*?<\/details>/s) ?? []
  expect(tags(own, /class="reason"/g)).toBe(1)
  expect(own).toContain('throughput, CPU per request, latency p50, latency p90, latency p95, latency p99, memory')
})

test('every cell that stands in the report has its launches drawn, its interval and its tolerance', () => {
  const page = htmlReport(withFigures(report(server('fastify'))))
  expect(tags(page, /<div class="launches">/g)).toBe(7)
  expect(tags(page, /class="interval"/g)).toBe(7)
  expect(tags(page, /<rect class="beyond"/g)).toBe(7)
  expect(page).toMatch(/aria-label="throughput: baseline 20 launches from −5\.\d % to \+6\.\d %, now 8 launches/)
})

test('what was timed without a verdict stands with each server, and where there is a verdict it has a card', () => {
  expect(htmlReport(shown)).toContain('4.31k req/s · 203 µs CPU per request')
  expect(htmlReport(holding)).not.toMatch(/<summary>[^\n]*req\/s/)
})

test('what was counted stands with each server: per request, how exact, and what collecting garbage adds', () => {
  const page = htmlReport(withFigures(middleware))
  expect(page).toContain('2.695 M instructions per request in 3 counted launches · exact to 0.03 %')
  expect(page).toContain('garbage collection adds 41.3 k')
  expect(page).toMatch(/<b>instructions<\/b> <b class="size">\+3\.1 % ±0\.2<\/b>/)
  expect(htmlReport(uncounted).match(/Instructions were not counted/g)).toHaveLength(1)
})

test('a server is as exact as the table says, whose spread takes in both sides', () => {
  const own = countedReport([counted('fastify', { spread: 0.0015 })])
  const servers = own.servers.map((one) => ({ ...one, instructions: { ...one.instructions!, spread: 0.0007 } }))
  const page = htmlReport(withFigures({ ...own, servers }))
  expect(page).toContain('exact to 0.2 %')
  expect(page).not.toContain('exact to 0.07 %')
})

test('one launch is one launch', () => {
  const own = countedReport([counted('fastify', { launches: 1 }), ...server('fastify', { each: { launches: 1 } })])
  const servers = own.servers.map((one) => ({ ...one, launches: 1, windows: 1, requests: 1 }))
  const page = htmlReport(withFigures({ ...own, servers }))
  expect(page).toContain('in 1 counted launch · ')
  expect(page).toContain('1 launch, 1 window, 1 request')
  expect(page).not.toMatch(/\b1 (?:counted )?(?:launches|windows|requests)/)
})

test('counts by block stand with a server that was counted, a line per launch', () => {
  const [own = ''] = htmlReport(withFigures(middleware)).match(/<figure class="blocks">.*?<\/figure>/s) ?? []
  expect(tags(own, /<path class="curve now"/g)).toBe(3)
  expect(own).toMatch(/aria-label="now, launch 1: 6 blocks from 2\.\d+ M to 2\.\d+ M\. now, launch 2/)
  expect(htmlReport(withFigures(red))).not.toContain('<figure class="blocks">')
})

test('latencies are on the axis of HDR plots, where each further nine takes as much room', () => {
  const [curve = ''] = htmlReport(withFigures(red)).match(/<figure class="curves">.*?<\/figure>/s) ?? []
  const places = [...curve.matchAll(/left:([\d.]+)%">([\d.]+) %/g)].map(([, place, share]) => [share, Number(place)])
  expect(places.map(([share]) => share)).toEqual(['50', '90', '99', '99.9'])
  const [ninety, ninetyNine, last] = places.slice(1).map(([, place]) => Number(place)) as [number, number, number]
  expect(ninetyNine - ninety).toBeCloseTo(last - ninetyNine, 0)
  expect(ninety).toBeCloseTo(ninetyNine - ninety, 0)
})

test('each server says how to measure it alone again, in words that a shell understands', () => {
  const odd = withFigures(report(server("it's $HOME")))
  const run = { command: 'npx vitest run', commit: null, dirty: false, versions: {} }
  const said = 'LOADGATE_SERVERS=&#39;it&#39;\\&#39;&#39;s $HOME&#39; npx vitest run'
  expect(htmlReport({ ...odd, run })).toContain(said)
  expect(htmlReport(odd)).not.toContain(said)
})

test('what was recorded before stands with each metric', () => {
  const entries = [1, 1.1].map((relative, index) => ({
    commit: String(index).repeat(40),
    author: 'Ann',
    date: '2026-11-01T10:00:00+01:00',
    subject: 'Record',
    recording: {
      scenario: HOME,
      machine: 'm',
      node: '24.1.0',
      yardstick: 'r',
      servers: { fastify: { throughput: { typical: relative * 1e4, relative } } },
    },
  }))
  const page = htmlReport(report(server('fastify')), [{ file: 'baselines/m/home.json', entries }])
  expect(tags(page, />2 recordings </g)).toBe(1)
  expect(page).toContain('</span>, +10 % since the first')
  expect(page).toContain('Earlier recordings')
})

test('a report of before there were figures has its matrix, and no empty drawing', () => {
  const page = htmlReport(red)
  expect(page).toContain('<table class="matrix"')
  expect(page).not.toContain('<svg')
})

test('the load of every wave, the versions and the command stand there', () => {
  const page = htmlReport(withFigures(holding))
  expect(page).toContain('LOADGATE_SERVERS=fastify npx vitest run --project perf')
  expect(page).toContain('vitest 5.1.1')
  expect(page.match(/<th scope="row">\d<\/th>/g)).toHaveLength(8 * holding.scenarios.length)
})

test.for(Object.entries(all))(
  'the page of a report that is %s needs nothing from anywhere and runs nothing but its own script',
  ([, one]) => {
    const page = withoutScript(htmlReport(withFigures({ ...one, where: [fastifyWhere] })))
    expect(page).not.toMatch(
      /<script(?! type="application\/json">)|<link rel="stylesheet"|@import|url\((?!#)|<img|<iframe/i,
    )
    // What a user wrote may say anything, as text and between the quotes of an attribute.
    const attributes = (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'))
    expect(attributes.filter((tag) => /\bon\w+=/i.test(tag))).toEqual([])
    expect(
      page.match(/(?:src|href)="[^"]*"/g)?.filter((address) => !/href="(#[\w-]+|data:,)"/.test(address)) ?? [],
    ).toEqual([])
  },
)

test('whatever a user wrote, the tags are ours alone and are closed', () => {
  const OURS = new Set([
    '!doctype',
    'html',
    'head',
    'meta',
    'link',
    'title',
    'style',
    'body',
    'header',
    'p',
    'h1',
    'h2',
    'h3',
    'small',
    'fieldset',
    'legend',
    'output',
    'script',
    'text',
    'defs',
    'pattern',
    'label',
    'input',
    'ul',
    'li',
    'nav',
    'a',
    'main',
    'section',
    'div',
    'table',
    'caption',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'span',
    'b',
    'i',
    'details',
    'summary',
    'figure',
    'figcaption',
    'svg',
    'path',
    'rect',
    'footer',
    'dl',
    'dt',
    'dd',
    'pre',
    'code',
  ])
  fc.assert(
    fc.property(anyReport, (one) => {
      const page = withoutScript(htmlReport(withFigures(one)))
        .replace(/<style>.*?<\/style>/s, '')
        .replaceAll(/(<script type="application\/json">)[^<]*/g, '$1')
      const found = [...page.matchAll(/<(\/?)([^\s/>]+)/g)]
      expect(found.map(([, , name]) => name).filter((name) => !OURS.has(name ?? ''))).toEqual([])
      for (const name of ['div', 'table', 'section', 'details', 'svg', 'figure', 'span', 'li', 'td', 'th']) {
        const [opened, closed] = ['', '/'].map(
          (slash) => found.filter(([, mark, tag]) => mark === slash && tag === name).length,
        )
        expect([name, opened]).toEqual([name, closed])
      }
    }),
    { numRuns: 50 },
  )
})

test('twenty servers in three scenarios stay below a megabyte', () => {
  const titles = ['home page', 'small answer', 'search']
  const cells = titles.flatMap((scenario) =>
    Array.from({ length: 20 }, (_, index) => server(`a-server-with-a-long-name-${index}`, { scenario })).flat(),
  )
  expect(Buffer.byteLength(htmlReport(withFigures(report(cells))))).toBeLessThan(1_000_000)
})
