import { describe, expect, test } from 'vitest'
import { commitHistoryText } from '../../src/report/commit-series.ts'
import { commitHistoryPage } from '../../src/report/html/commit-history.ts'
import { commits, first, history } from './commit-histories.ts'

describe('in a terminal', () => {
  test('each commit is a line, in which its value is a dot; below it, what changed and how to find out more', () => {
    expect(commitHistoryText(history, '.loadgate/history.html', { columns: 100, colour: false }))
      .toBe(`home page · fastify: 4 of 10 commits from v1 to HEAD, in instructions per request
2026-11-01  111111111    2.135 M  ●                          Begin
2026-11-02  222222222    2.136 M  ●                          Add a route
2026-11-03  333333333  skipped: it does not install: \`npm ci\` ended with exit code 1
2026-11-04  444444444    2.471 M                          ●  Copy the context
2026-11-05  555555555    2.300 M              ●              Cache it

+15.7 % ±0.2 in 2 commits after 111111111, up to 444444444
  npx loadgate bisect 111111111 444444444 --scenario 'home page' --server fastify
−6.9 % ±0.2 by 555555555 Cache it (Ann, 2026-11-05)

home page · express: 2 of 10 commits from v1 to HEAD, in instructions per request
2026-11-01  111111111    2.135 M              ●              Begin
2026-11-02  222222222    2.136 M              ●              Add a route

No change beyond what launches differ by.

4 commits counted in 1 min 20 s, 1 kept from before.
Drawn in .loadgate/history.html`)
  })

  test('what is not committed has no hash in a sentence, and in a command it is HEAD', () => {
    const uncommitted = { ...commits[1]!, author: '', date: '', subject: 'Changes that are not committed' }
    const [series] = history.series
    const changes = [{ ...series!.changes[0]!, commits: [commits[2]!, uncommitted] }]
    const text = commitHistoryText(
      {
        ...history,
        series: [
          { ...series!, changes },
          { ...series!, changes: [{ ...changes[0]!, commits: [uncommitted] }] },
        ],
      },
      'f',
      { columns: 100, colour: false },
    )
    expect(text).toContain(
      "+15.7 % ±0.2 in 2 commits after 111111111, up to what is not committed\n  npx loadgate bisect 111111111 HEAD --scenario 'home page' --server fastify",
    )
    expect(text).toContain('+15.7 % ±0.2 by Changes that are not committed')
  })

  test('no line is wider than the screen', () => {
    for (const columns of [40, 60, 80]) {
      const lines = commitHistoryText(history, 'f', { columns, colour: false }).split('\n')
      for (const line of lines.filter((one) => !one.startsWith('  npx')))
        expect(line.length).toBeLessThanOrEqual(columns)
    }
  })
})

describe('on a page', () => {
  const page = commitHistoryPage(history)

  test('each server has a drawing with a dot per counted commit, its changes, and every number', () => {
    expect(page.match(/<svg /g)).toHaveLength(2)
    expect(page.match(/<path class="now"/g)).toHaveLength(6)
    expect(page).toContain('<title>444444444 Copy the context (Ann, 2026-11-04): 2.471 M</title>')
    expect(page).toContain(
      'aria-label="4 commits, from 2.135 M to 2.300 M per request, with changes of +15.7 % ±0.2 and −6.9 % ±0.2"',
    )
    expect(page).toContain(
      '<code>npx loadgate bisect 111111111 444444444 --scenario &#39;home page&#39; --server fastify</code>',
    )
    expect(page).toContain('skipped: it does not install: `npm ci` ended with exit code 1')
    expect(page).toContain('<p>No change beyond what launches differ by.</p>')
  })

  test('is drawn from the lowest value at the bottom to the highest at the top', () => {
    const dots = [...page.matchAll(/<path class="now" d="M(\d+) (\d+)h0"/g)].map(([, x, y]) => [Number(x), Number(y)])
    expect(dots.slice(0, 4)).toEqual([
      [100, 168],
      [300, 168],
      [700, 12],
      [900, 89],
    ])
  })

  test('has nothing in it that acts', () => {
    const evil = { ...first, subject: '<script>alert(1)</script>', author: '"><img onerror=x>' }
    const [series] = history.series
    const hostile = commitHistoryPage({
      ...history,
      from: '<b>',
      series: [
        { ...series!, scenario: '<i>', commits: [evil], changes: [{ ...series!.changes[0]!, commits: [evil] }] },
      ],
    })
    for (const tag of ['<script', '<img', '<b>', '<i>']) expect(hostile).not.toContain(tag)
  })

  test('without a single count has no drawing', () => {
    const [series] = history.series
    const empty = commitHistoryPage({ ...history, series: [{ ...series!, commits: [commits[2]!], changes: [] }] })
    expect(empty).not.toContain('<svg')
  })
})
