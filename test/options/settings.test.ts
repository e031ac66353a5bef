import { expect, test } from 'vitest'
import { FLAGS_VARIABLE } from '../../src/count/method.ts'
import { MAPS_VARIABLE } from '../../src/count/python-namer.ts'
import { LAUNCH_VARIABLE } from '../../src/host/proc.ts'
import { RUNTIME_VARIABLE } from '../../src/host/runtime-report.ts'
import { INHERITED, readSettings, VARIABLES } from '../../src/options/settings.ts'
import { TRACE_VARIABLE } from '../../src/trace/protocol.ts'

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
  [{ LOADGATE_BUDGET: 'fast' }, 'LOADGATE_BUDGET=fast is not known: it may be quick, default or thorough.'],
  [{ LOADGATE_UNSURE: 'red' }, 'LOADGATE_UNSURE=red is not known: it may be pass or fail.'],
  [{ LOADGATE_COUNT: 'on' }, 'LOADGATE_COUNT=on is not known: it may be auto, only or off.'],
  [{ LOADGATE_BUSY: '1' }, 'LOADGATE_BUSY=1 is not known: it may be wait or measure.'],
  [{ LOADGATE_AGAINST: ' --exec=x' }, 'LOADGATE_AGAINST=--exec=x is not a git ref: none begins with "-".'],
  [
    { LOADGATE_SERVERS: 'fastify,flask' },
    'LOADGATE_SERVERS names the server "flask", which is not defined. Defined are: fastify, express.',
  ],
] as const)('%o is refused with the variable, its value and what it may be', ([env, sentence]) => {
  expect(() => readSettings(env, known)).toThrow(sentence)
})

test.for([
  ['LOADGATE_BUDGETS', 'LOADGATE_BUDGETS is no variable of loadgate. Did you mean LOADGATE_BUDGET?'],
  ['LOADGATE_UNSUR', 'LOADGATE_UNSUR is no variable of loadgate. Did you mean LOADGATE_UNSURE?'],
  ['LOADGATE_SERVER', 'LOADGATE_SERVER is no variable of loadgate. Did you mean LOADGATE_SERVERS?'],
  ['LOADGATE_RETRIES', `LOADGATE_RETRIES is no variable of loadgate. It has: ${Object.keys(VARIABLES).join(', ')}.`],
  // What loadgate sets itself is no suggestion.
  ['LOADGATE_LAUNCHES', `LOADGATE_LAUNCHES is no variable of loadgate. It has: ${Object.keys(VARIABLES).join(', ')}.`],
] as const)('%s is refused, because it would change nothing', ([name, sentence]) => {
  expect(() => readSettings({ [name]: 'fail' }, known)).toThrow(
    expect.objectContaining({ code: 'unknown-variable', message: sentence }),
  )
})

test('all unknown variables are named at once, before a value is', () => {
  const env = { LOADGATE_COUNTS: 'x', LOADGATE_BUDGET: 'fast', LOADGATE_BUSSY: 'x' }
  const message = `LOADGATE_COUNTS is no variable of loadgate. Did you mean LOADGATE_COUNT?
LOADGATE_BUSSY is no variable of loadgate. Did you mean LOADGATE_BUSY?`
  expect(() => readSettings(env, known)).toThrow(expect.objectContaining({ message }))
})

test('an unknown variable that is empty or of somebody else is left alone', () => {
  const env = { LOADGATE_BUDGETS: '', LOADGATE: 'x', LOADGATES_X: 'x', MY_LOADGATE_BUDGETS: 'x' }
  expect(readSettings(env, known)).toEqual(readSettings({}, known))
})

test('nor is what Kubernetes sets for a service called loadgate', () => {
  const env = {
    LOADGATE_SERVICE_HOST: '10.0.0.1',
    LOADGATE_PORT: 'tcp://10.0.0.1:80',
    LOADGATE_PORT_80_TCP_ADDR: '10.0.0.1',
  }
  expect(readSettings(env, known)).toEqual(readSettings({}, known))
})

test('what a gate inherits from the programs of another one is no unknown variable', () => {
  const given = [LAUNCH_VARIABLE, MAPS_VARIABLE, FLAGS_VARIABLE, RUNTIME_VARIABLE, TRACE_VARIABLE]
  expect(INHERITED).toEqual(given)
  const env = Object.fromEntries(given.map((name) => [name, 'x']))
  expect(readSettings(env, known)).toEqual(readSettings({}, known))
})
