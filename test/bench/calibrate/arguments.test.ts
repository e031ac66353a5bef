import { expect, test } from 'vitest'
import { LoadgateError } from '../../../src/model/error.ts'
import { readArguments } from '../../../bench/calibrate/arguments.ts'

test('without arguments it simulates', () => {
  expect(readArguments([])).toEqual({ kind: 'simulated', gates: 100, budget: 'default' })
})

test('percents become fractions, each once', () => {
  expect(
    readArguments([
      '--runs',
      '30',
      '--server',
      'express',
      '--plant',
      '0,2.5,100,0',
      '--neighbour',
      'none, hog',
      '--minutes',
      '90',
    ]),
  ).toEqual({
    kind: 'live',
    runs: 30,
    server: 'express',
    plants: [0, 0.025, 1],
    neighbours: ['none', 'hog'],
    minutes: 90,
    gates: 100,
    budget: 'default',
  })
})

test('live runs measure fastify with four plants and no neighbour by default', () => {
  expect(readArguments(['--runs', '1'])).toMatchObject({
    server: 'fastify',
    plants: [0, 0.05, 0.1, 0.2],
    neighbours: ['none'],
    minutes: null,
  })
})

test('counted gates are of five servers, alone and beside a hog, with plants in every round and in turn by default', () => {
  expect(readArguments(['--counted', '10'])).toEqual({
    kind: 'counted',
    blocks: 10,
    servers: ['fastify', 'express', 'pure_flask', 'pure_tornado', 'gunicorn_gevent_flask_2'],
    plants: [0.005, 0.02],
    inTurn: [0, 0.01, 0.05],
    neighbours: ['none', 'hog'],
    minutes: null,
    gates: 100,
    budget: 'default',
  })
})

test('counted gates with plants of their own have all of them in every round', () => {
  expect(
    readArguments(['--counted', '1', '--server', 'fastify, express', '--plant', '0,2', '--neighbour', 'none']),
  ).toMatchObject({
    servers: ['fastify', 'express'],
    plants: [0, 0.02],
    inTurn: [],
    neighbours: ['none'],
  })
})

test('whole runs of the showcase are alone and beside a hog in turn by default', () => {
  expect(readArguments(['--showcase', '8', '--minutes', '40'])).toEqual({
    kind: 'showcase',
    runs: 8,
    neighbours: ['none', 'hog'],
    minutes: 40,
    gates: 100,
    budget: 'default',
  })
  expect(readArguments(['--showcase', '1', '--neighbour', 'burst'])).toMatchObject({ neighbours: ['burst'] })
})

test.for([
  [['--runs', '1', '--counted', '1'], '--counted'],
  [['--showcase', '1', '--counted', '1'], 'one after the other'],
  [['--showcase', '0'], '--showcase 0'],
  [['--showcase', '1', '--server', 'fastify'], '--server'],
  [['--showcase', '1', '--plant', '2'], '--plant'],
  [['--counted', '0'], '--counted 0'],
  [['--runs', '0'], '--runs 0'],
  [['--runs', '2.5'], '--runs 2.5'],
  [['--runs', ''], '--runs'],
  [['--gates', 'many'], '--gates many'],
  [['--runs', '1', '--minutes', '-5'], '--minutes'],
  [['--runs', '1', '--plant', '5,,10'], '--plant 5,,10'],
  [['--runs', '1', '--plant', 'a'], '--plant a'],
  [['--runs', '1', '--plant', '501'], '--plant 501'],
  [['--runs', '1', '--neighbour', 'dog'], '--neighbour dog'],
  [['--plant', '5'], '--plant'],
  [['--budget', 'endless'], 'quick, default, thorough'],
  [['--bogus'], '--bogus'],
  [['thirty'], 'thirty'],
] as const)('%j is wrong usage, and the one sentence has what was said', ([args, said]) => {
  expect(() => readArguments(args)).toThrow(LoadgateError)
  expect(() => readArguments(args)).toThrow(said)
  expect(() => readArguments(args)).not.toThrow('\n')
})

test('help wins over all other options, if they can be parsed', () => {
  expect(readArguments(['--help', '--plant', '5'])).toEqual({ kind: 'help' })
})
