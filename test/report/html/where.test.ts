import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { htmlReport } from '../../../src/report/html/page.ts'
import { SCRIPT } from '../../../src/report/html/script.ts'
import { red } from '../reports.ts'
import { fastifyWhere, ODD_NAMES, todayWhere } from '../wheres.ts'

const page = htmlReport({ ...red, where: [fastifyWhere, todayWhere] })
const [fastify = '', express = ''] = page.match(/<div class="where">.*?<\/figure><\/div>/gs) ?? []

/** What stands in the cells of each row of a table. */
const rows = (markup: string) =>
  [...markup.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell.replaceAll(/<[^>]*>/g, '').trim()),
  )

test('what is red is followed by where it went, before every number', () => {
  expect(page.indexOf('Where it went')).toBeGreaterThan(page.indexOf('class="matrix"'))
  expect(page.indexOf('Where it went')).toBeLessThan(page.indexOf('Every number and reason'))
  expect(htmlReport(red)).not.toContain('Where it went')
})

test('each function has its change, itself, what it calls and its calls, before and now', () => {
  expect(rows(fastify).slice(1, 4)).toEqual([
    ['+51.4k', 'Frame.set nunjucks/src/runtime.js:20', '44.1k → 65.5k', '44.1k → 95.5k', '12 → 18'],
    ['+30.0k', 'copyContext new servers/fastify/main.ts:11', '– → 30.0k', '– → 30.0k', '– → 6'],
    [
      '+3.20k',
      'handler servers/fastify/main.ts:24calls Frame.set 12 → 18 times',
      '30.0k → 33.2k',
      '1.53M → 1.62M',
      '1 → 1',
    ],
  ])
  expect(fastify).toContain('renamed, was renderTemplate')
  expect(fastify).toMatch(
    /\+81\.4k instructions per request: 2\.135 → 2\.216 M · before: 9a1b2c3d4 · .* \+1\.80k unexplained/,
  )
})

test('all functions are there, at once those that made the change, or the first ten where nothing is compared', () => {
  expect(rows(fastify).filter(([first]) => first !== 'change')).toHaveLength(fastifyWhere.functions.length)
  expect(fastify).toContain('<summary>10 more functions</summary>')
  expect(express).toContain('<summary>4 more functions</summary>')
})

test('without the other side, today’s functions stand alone, with the way to the other side', () => {
  expect(rows(express)[0]).toEqual(['function', 'itselfnow', 'with what it callsnow', 'callsnow'])
  expect(express).not.toContain('→')
  expect(express).not.toMatch(/class="(frame|swatch) (more|less)/)
  expect(express).toContain('<code>git fetch --unshallow</code>')
  expect(express).toContain('aria-label="Flame graph of express')
})

test('names of functions with every odd character show as they are and do nothing', () => {
  const outside = page.replaceAll(/<script.*?<\/script>/gs, '')
  for (const tag of ['<script>alert', '<img', '</svg></script>']) expect(outside).not.toContain(tag)
  expect(fastify).toContain('<code>&lt;script&gt;alert(1)&lt;/script&gt;</code>')
  expect(fastify).toContain('<code>Object.toString [as x]</code>')
  expect(fastify).toContain('<code>(anonymous)</code>')
  expect(fastify).toContain('漢字🚀\uFFFDtxt')
  for (const hidden of ['\u202E', '\u001B']) expect(page).not.toContain(hidden)
})

test('a function without a name is called by its file and line in the flame graph', () => {
  const nameless = { ...fastifyWhere.functions[2]!, name: '' }
  const where = { ...fastifyWhere, functions: fastifyWhere.functions.with(2, nameless) }
  expect(htmlReport({ ...red, where: [where] })).toMatch(/<text[^>]*>main\.ts:24 \+50\.4k</)
})

test('the data of a flame graph is data, whatever the names are', () => {
  const [, text = ''] = fastify.match(/<script type="application\/json">(.*?)<\/script>/s) ?? []
  const data = JSON.parse(text)
  expect(data.functions).toHaveLength(fastifyWhere.functions.length)
  expect(data.functions[0]).toEqual(['Frame.set', 'nunjucks/src/runtime.js:20'])
  expect(data.functions.at(-8)).toEqual([ODD_NAMES[0], 'odd/<b>|\'"`0.js:0'])
  expect(data.stacks).toEqual(fastifyWhere.stacks)
})

test('a frame that takes more and one that takes less differ by hatching and sign, not only by colour', () => {
  expect(fastify).toMatch(
    /<svg class="frame more-3"[^>]*><title>Frame\.set[^<]*<\/title>.*?class="hatch".*?>Frame\.set \+51\.4k</s,
  )
  expect(page).toMatch(/\.more-1 \.hatch[^}]*url\(#hatch-more\)/)
  expect(page).toMatch(/\.less-1 \.hatch[^}]*url\(#hatch-less\)/)
  expect(page).toMatch(/<pattern id="hatch-more".*<pattern id="hatch-less"/s)
})

test('nothing may run on the page but its own script', () => {
  const digest = createHash('sha256').update(SCRIPT).digest('base64')
  const [policy = ''] = page.match(/http-equiv="Content-Security-Policy" content="[^"]*"/) ?? []
  expect(policy).toContain(`default-src 'none'`)
  expect(policy).toContain(`script-src 'sha256-${digest}'`)
  const scripts = [...page.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)]
  expect(scripts.filter(([, kind]) => kind !== ' type="application/json"').map(([, , text]) => text)).toEqual([SCRIPT])
})

test('the script is a program that ends before the element that holds it', () => {
  expect(() => new Function(SCRIPT)).not.toThrow()
  expect(SCRIPT).not.toMatch(/<\/script|<!--/i)
  expect(SCRIPT).not.toMatch(/\b(import|require|fetch|XMLHttpRequest|eval|innerHTML)\b/)
})

test('functions that are left out are summed up', () => {
  const others = { functions: 1234, change: -1_200, own: { before: 3_400, now: 2_200 } }
  expect(htmlReport({ ...red, where: [{ ...fastifyWhere, others }] })).toContain(
    '<p class="details">1234 more functions come to −1.20k together.</p>',
  )
})
