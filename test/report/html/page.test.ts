import fc from 'fast-check'
import { expect, test } from 'vitest'
import { htmlReport } from '../../../src/report/html/page.ts'
import { anyReport } from '../any-report.ts'
import { report, server } from '../cells.ts'
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
  sleep,
  uncounted,
  unsure,
  update,
} from '../reports.ts'
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
  sleep,
  uncounted,
  unsure,
  update,
}

test('what is red comes first: which, how much, against what, and what to do', () => {
  const page = htmlReport(withFigures(red))
  const header = page.slice(page.indexOf('<header>'), page.indexOf('</header>'))
  expect(header).toMatch(/<h1 class="red">.*regressed/)
  expect(header).toContain('npm run baseline:update')
  expect(header).toContain('Compared with the baseline of')
})

test('every cell that stands in the report has its launches drawn, its interval and its tolerance', () => {
  const page = htmlReport(withFigures(report(server('fastify'))))
  expect(page.match(/<div class="strip">/g)).toHaveLength(6)
  expect(page.match(/class="interval"/g)?.length).toBeGreaterThanOrEqual(6)
  expect(page.match(/<rect class="beyond"/g)).toHaveLength(6)
  expect(page).toMatch(/aria-label="throughput: before 20 launches from −5\.\d % to \+6\.\d %, now 8 launches/)
})

test('what was counted stands with each server: per request, how exact, and what collecting garbage adds', () => {
  const page = htmlReport(withFigures(middleware))
  expect(page).toContain('2.695 M instructions per request in 3 counted launches · exact to 0.03 %')
  expect(page).toContain('garbage collection adds 41.3 k')
  expect(page).toMatch(/<b>instructions<\/b> <span>2\.695 M, \+3\.1 % ±0\.2<\/span>/)
  expect(htmlReport(uncounted).match(/Instructions were not counted/g)).toHaveLength(1)
})

test('a report of before there were figures has its tables, and no empty drawing', () => {
  const page = htmlReport(red)
  expect(page).toContain('<table>')
  expect(page).not.toContain('<svg')
})

test('the load of every wave, the versions and the command stand there', () => {
  const page = htmlReport(withFigures(holding))
  expect(page).toContain('LOADGATE_SERVERS=fastify npx vitest run --project perf')
  expect(page).toContain('vitest 5.1.1')
  expect(page.match(/<th scope="row">\d<\/th>/g)).toHaveLength(8 * holding.scenarios.length)
})

test.for(Object.entries(all))(
  'the page of a report that is %s needs nothing from anywhere and runs nothing',
  ([, one]) => {
    const page = htmlReport(withFigures(one))
    expect(page).not.toMatch(/<script|<link rel="stylesheet"|@import|url\(|<img|<iframe/i)
    // What a user wrote may say anything, as text and between the quotes of an attribute.
    const tags = (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'))
    expect(tags.filter((tag) => /\bon\w+=/i.test(tag))).toEqual([])
    expect(
      page.match(/(?:src|href)="[^"]*"/g)?.filter((address) => !/href="(#scenario-\d+|data:,)"/.test(address)) ?? [],
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
      const page = htmlReport(withFigures(one)).replace(/<style>.*?<\/style>/s, '')
      const tags = [...page.matchAll(/<(\/?)([^\s/>]+)/g)]
      expect(tags.map(([, , name]) => name).filter((name) => !OURS.has(name ?? ''))).toEqual([])
      for (const name of ['div', 'table', 'section', 'details', 'svg', 'figure', 'span', 'li', 'td', 'th']) {
        const [opened, closed] = ['', '/'].map(
          (slash) => tags.filter(([, mark, tag]) => mark === slash && tag === name).length,
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
