import { expect, test } from 'vitest'
import { visible } from '../../src/report/safe.ts'
import { verdictSentence } from '../../src/report/verdict-sentence.ts'
import { changed, claim, invalidCell, report, server } from './cells.ts'
import { counts, holding, middleware, update } from './reports.ts'

const sentence = (one: Parameters<typeof verdictSentence>[0]) => verdictSentence(one, visible)

test('one red metric is named with the size of its change', () => {
  expect(sentence(middleware)).toBe('express regressed: instructions +3.1 %')
})

test('of several red metrics of one server, the worst is named and the others are counted', () => {
  const slow = changed('regressed', 0.8, 0.02)
  expect(
    sentence(report(server('fastify', { throughput: slow, cpuPerRequest: changed('regressed', 1.5, 0.02) }))),
  ).toBe('fastify regressed: CPU per request +50 %, and 1 more red metric')
})

test('several red servers are counted, and the worst is named', () => {
  const slow = { throughput: changed('regressed', 0.8, 0.02) }
  expect(sentence(report([...server('a'), ...server('b', slow), ...server('c', slow)]))).toBe(
    '2 of 3 servers are red. b regressed: throughput −20 %',
  )
})

test('a measurement that cannot be used, and a claim that is not true, are said as such', () => {
  expect(sentence(report([...server('a'), invalidCell('b', 'it died')]))).toBe(
    'b cannot be judged: its measurement is invalid',
  )
  expect(sentence(report([claim('a', 'b', 1.5, changed('regressed', 0.5, 0.01))]))).toMatch(
    /^a does not outpace b by 1\.5/,
  )
})

test('without red it is what the title says', () => {
  expect(sentence(holding)).toMatch(/^Nothing regressed in/)
  expect(sentence(counts)).toMatch(/^Nothing regressed: instructions hold in 16 servers/)
  expect(sentence(update)).toMatch(/^Baseline update/)
})

test('names cannot break the sentence', () => {
  expect(sentence(report([invalidCell('a\nb', 'it died')]))).toMatch(/^a␊b /)
})
