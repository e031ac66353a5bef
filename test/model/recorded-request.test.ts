import fc from 'fast-check'
import { expect, test } from 'vitest'
import { comparableRequests, recordedRequest } from '../../src/model/recorded-request.ts'
import { requestSchema } from '../../src/model/request.ts'

const recordedOf = (request: object) => recordedRequest(requestSchema.parse({ path: '/', ...request }))

test('of headers the names are recorded, in lower case, and no values', () => {
  const request = recordedOf({ headers: { Authorization: 'Bearer {env.TOKEN}', accept: 'text/html' } })
  expect(request).toEqual({ method: 'GET', path: '/', headers: { authorization: null, accept: null } })
})

test('a value is recorded where the spec says so, with its placeholder', () => {
  const request = {
    headers: { Accept: 'text/html', 'x-tenant': '{tenant}' },
    record: { headers: ['accept', 'X-Tenant'] },
  }
  expect(recordedOf(request).headers).toEqual({ accept: 'text/html', 'x-tenant': '{tenant}' })
})

test('a body is recorded as written, or by digest', () => {
  const body = '{"token":"{env.TOKEN}"}'
  expect(recordedOf({ body }).body).toBe(body)
  expect(recordedOf({ body: 'abcd', record: { body: 'digest' } })).toEqual({
    method: 'GET',
    path: '/',
    headers: {},
    body: { sha256: '88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589' },
  })
})

test('a long body is always recorded by digest', () => {
  expect(recordedOf({ body: 'x'.repeat(10_000) }).body).toHaveLength(10_000)
  expect(recordedOf({ body: 'x'.repeat(10_001) }).body).toEqual({
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  })
})

test('no value of a header makes a difference, whatever was recorded', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,8}$/)
  const values = fc
    .uniqueArray(name, { selector: (text) => text.toLowerCase() })
    .chain((names) =>
      fc.tuple(
        fc.record(Object.fromEntries(names.map((one) => [one.toLowerCase(), fc.option(fc.string())]))),
        fc.record(Object.fromEntries(names.map((one) => [one, fc.constant('now')]))),
      ),
    )
  fc.assert(
    fc.property(values, ([before, headers]) => {
      const old = { method: 'GET' as const, path: '/', headers: before }
      const [one, other] = comparableRequests(old, recordedOf({ headers }))
      expect(one).toEqual(other)
    }),
  )
})
