import { expect, test } from 'vitest'
import { readSettings } from '../../src/options/settings.ts'

const known = ['fastify', 'express']

test('nothing set is the default budget on all servers, and unsure passes', () => {
  expect(readSettings({}, known)).toEqual({
    budget: 'default',
    count: 'auto',
    explain: 'red',
    driver: null,
    requireAll: false,
    servers: null,
    unsure: 'pass',
    passesUnsure: false,
    insist: false,
    against: null,
  })
})

test('an empty value counts as unset', () => {
  expect(readSettings({ LOADGATE_BUDGET: '', LOADGATE_SERVERS: ' , ', LOADGATE_AGAINST: ' ' }, known)).toEqual(
    readSettings({}, known),
  )
})

test('a git ref is trimmed and otherwise left as it is', () => {
  expect(readSettings({ LOADGATE_AGAINST: ' origin/main~2 ' }, known).against).toBe('origin/main~2')
})

test('unsure that passes by default is not the same as set by hand', () => {
  expect(readSettings({ LOADGATE_UNSURE: 'pass' }, known)).toMatchObject({ unsure: 'pass', passesUnsure: true })
  expect(readSettings({ LOADGATE_UNSURE: '' }, known)).toMatchObject({ unsure: 'pass', passesUnsure: false })
})

test('names are trimmed and named once', () => {
  expect(readSettings({ LOADGATE_SERVERS: 'express, fastify,express' }, known).servers).toEqual(['express', 'fastify'])
})

test.for([
  [{ LOADGATE_BUDGET: 'fast' }, 'LOADGATE_BUDGET=fast is not known: it may be quick, default, thorough.'],
  [{ LOADGATE_UNSURE: 'red' }, 'LOADGATE_UNSURE=red is not known: it may be pass, fail.'],
  [{ LOADGATE_COUNT: 'on' }, 'LOADGATE_COUNT=on is not known: it may be auto, only, off.'],
  [{ LOADGATE_BUSY: '1' }, 'LOADGATE_BUSY=1 is not known: it may be wait, measure.'],
  [{ LOADGATE_AGAINST: ' --exec=x' }, 'LOADGATE_AGAINST=--exec=x is not a git ref: none begins with "-".'],
  [
    { LOADGATE_SERVERS: 'fastify,flask' },
    'LOADGATE_SERVERS names the server "flask", which is not defined. Defined are: fastify, express.',
  ],
] as const)('%o is refused with the variable, its value and what it may be', ([env, sentence]) => {
  expect(() => readSettings(env, known)).toThrow(sentence)
})
