import { expect, test } from 'vitest'
import { htmlReport } from '../../../src/report/html/page.ts'
import { ODD_NAMES } from '../wheres.ts'
import { red } from '../reports.ts'
import { fastifyWaiting, place, todayWaiting } from '../waitings.ts'

const page = htmlReport({ ...red, waiting: [fastifyWaiting, todayWaiting] })
const [fastify = '', express = ''] = page.match(/<div class="waiting">.*?<\/table><\/div><\/div>/gs) ?? []
const text = (markup: string) => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

test('what requests wait for stands before every number', () => {
  expect(page.indexOf('id="waiting"')).toBeGreaterThan(page.indexOf('<main>'))
  expect(page.indexOf('id="waiting"')).toBeLessThan(page.indexOf('id="numbers"'))
})

test('a server that was watched has the sentence, what is known of its requests, and all waits', () => {
  expect(text(fastify)).toContain('The same work, more waiting: 0.630 → 5.53 ms per request off the CPU')
  expect(text(fastify)).toContain(
    'per request 0.840 → 5.75 ms · on the CPU 210 → 220 µs · event loop late by 1.20 → 1.10 ms · sleeps per request 0.41 → 2.5 · before: 9a1b2c3d4 · watched in 21 s',
  )
  expect(text(fastify)).toContain('in a timer (setTimeout) handler servers/fastify/main.ts:12 0 → 4.60 ms')
  expect(text(fastify)).toContain('−50.0 µs for a free core')
  expect(text(fastify)).toContain('strace is not installed')
})

test('without another side it has one column of times', () => {
  expect(text(express)).toContain('A request takes 6.00 ms')
  expect(text(express)).toContain('system calls per request 41.3')
  expect(text(express)).toContain('asleep in clock_nanosleep 5.00 ms')
  expect(express).not.toContain('<th scope="col">change</th>')
})

test.for(ODD_NAMES)('a function called %j shows as it is', (name) => {
  const [first] = fastifyWaiting.waits
  const odd = { ...fastifyWaiting, waits: [{ ...first!, detail: name, place: place(name, name, 1) }] }
  const shown = htmlReport({ ...red, waiting: [odd] })
  expect(shown).not.toMatch(/<script>alert|<img|\u202E/)
  expect(shown).not.toContain('\u001B')
})
