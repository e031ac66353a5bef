import { expect, test } from 'vitest'
import { exactly } from '../../../src/load/answer/right-answer.ts'
import {
  refuseDecoded,
  refuseHead,
  refuseMix,
  refuseUnchecked,
  weakerChecksOf,
} from '../../../src/load/external/unchecked.ts'
import type { Expect } from '../../../src/model/expect.ts'
import { DRIVERS, scenarioSchema, type DriverName, type ScenarioOptions } from '../../../src/model/scenario.ts'

const refused: readonly [DriverName, Expect, string][] = [
  ['wrk', { includes: ['a'] }, 'wrk does not look at bodies, so `request.expect.includes` would not be checked'],
  ['ab', { matches: ['a'] }, 'ab does not look at bodies, so `request.expect.matches` would not be checked'],
  ['wrk', { json: { ignore: [] } }, '`request.expect.json`'],
  ['ab', { length: true }, '`request.expect.length`'],
  ['wrk', { body: false }, '`request.expect.body`'],
  ['wrk', { status: [200, 404] }, 'wrk counts every answer with status 404 as a failure'],
  ['ab', { status: [304] }, 'ab counts every answer with status 304 as a failure'],
]

test.for(refused)('%s refuses %j, which it would not check', ([driver, wanted, sentence]) => {
  expect(() => refuseUnchecked(driver, wanted)).toThrow(sentence)
  expect(() => refuseUnchecked(driver, wanted)).toThrow('Leave LOADGATE_DRIVER')
})

test.for(DRIVERS)(
  '%s takes an exact body, that of the first answer, and statuses that it counts as right',
  (driver) => {
    for (const wanted of [undefined, 'hello', { status: [201] }, { body: '', status: [204] }])
      expect(() => refuseUnchecked(driver, wanted)).not.toThrow()
  },
)

test('the embedded drivers and vegeta make every check', () => {
  for (const [, wanted] of refused)
    for (const driver of ['autocannon', 'undici', 'vegeta'] as const)
      expect(() => refuseUnchecked(driver, wanted)).not.toThrow()
})

test('bodies that are compressed to other bytes each time are refused', () => {
  const decoded = { statuses: [], body: { kind: 'decoded', encoding: 'gzip', base64: '' } } as const
  expect(() => refuseDecoded('wrk', decoded)).toThrow('wrk cannot decode bodies')
  expect(() => refuseDecoded('ab', exactly('hello'))).not.toThrow()
  expect(() => refuseDecoded('vegeta', decoded)).not.toThrow()
})

test('HEAD is for the embedded drivers and vegeta', () => {
  expect(() => refuseHead('wrk', 'HEAD')).toThrow('wrk sends no HEAD that it reads the answer of.')
  for (const driver of ['undici', 'vegeta'] as const) expect(() => refuseHead(driver, 'HEAD')).not.toThrow()
  expect(() => refuseHead('ab', 'GET')).not.toThrow()
})

const scenario = (asking: Partial<ScenarioOptions>) =>
  scenarioSchema.parse({ title: 'x', servers: ['a'], load: { connections: 1 }, ...asking })

test.for<[string, Partial<ScenarioOptions>, readonly DriverName[]]>([
  ['a mix', { requests: [{ name: 'a', path: '/' }] }, ['wrk', 'ab']],
  ['data', { request: { path: '/{id}' }, data: { values: { id: [1] } } }, ['wrk', 'ab']],
  ['a flow in a mix', { requests: [{ flow: [{ name: 'a', path: '/' }] }] }, ['wrk', 'ab', 'vegeta']],
  ['a flow', { flow: [{ name: 'a', path: '/' }] }, ['wrk', 'ab', 'vegeta']],
])('%s is sent by those that can', ([, asking, blind]) => {
  const asked = scenario(asking)
  for (const driver of DRIVERS) {
    const sent = expect(() => refuseMix(driver, asked))
    if (blind.includes(driver)) sent.toThrow(/and the scenario has `(requests|data|flow)`/)
    else sent.not.toThrow()
  }
})

test('what vegeta checks by rules, it checks as well as the others', () => {
  expect(weakerChecksOf('vegeta', scenario({ request: { path: '/', expect: { includes: ['a'] } } }))).toBeNull()
})

test('the report says what wrk, ab and vegeta do not check', () => {
  expect(DRIVERS.map((driver) => weakerChecksOf(driver, scenario({ request: { path: '/' } })))).toEqual([
    null,
    null,
    expect.stringContaining('wrk does not look at bodies'),
    expect.stringContaining('ab does not look at bodies'),
    expect.stringContaining('vegeta keeps no bodies'),
  ])
})
