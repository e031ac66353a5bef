import { expect, test } from 'vitest'
import { isCredential } from '../../src/model/credentials.ts'
import { parse } from '../../src/model/error.ts'
import { requestSchema, type Request } from '../../src/model/request.ts'

const problem = (request: object) => {
  try {
    return parse(requestSchema, { path: '/', ...request }, 'scenario "x"')
  } catch (error) {
    return (error as Error).message
  }
}

test.for<[string, object, string]>([
  ['a name that is none', { headers: { 'a b': 'c' } }, '`headers.a b` must have the name of a header'],
  ['a line break in a value', { headers: { a: 'b\nc' } }, '`headers.a` must be Latin-1 text without a line break'],
  ['a header given twice', { headers: { Accept: 'a', accept: 'b' } }, '`headers.Accept` must not be given twice'],
  [
    'a value to record of no header',
    { headers: { accept: 'a' }, record: { headers: ['acept'] } },
    `\`record.headers[0]\` must name one of the request's headers, and "acept" is none.`,
  ],
  [
    'a value to record that is a secret',
    { headers: { Authorization: 'a' }, record: { headers: ['Authorization'] } },
    '`record.headers[0]` must not be "Authorization": its value is a secret',
  ],
  ['another way to record bodies', { body: 'a', record: { body: 'md5' } }, "`record.body` must be 'digest'"],
  ['a digest of no body', { record: { body: 'digest' } }, '`record.body` must be left out without a `body`'],
  [
    'a body that HEAD has',
    { method: 'HEAD', expect: 'hello' },
    '`expect` must be left out: an answer to HEAD has no body.',
  ],
  [
    'a check of it',
    { method: 'HEAD', expect: { includes: 'a' } },
    '`expect.includes` must be left out: an answer to HEAD',
  ],
  ['an unknown name', { record: { header: [] } }, '`record` has no field `header`; did you mean `headers`?'],
])('%s is refused in one sentence', ([, request, sentence]) => {
  const said = problem(request)
  expect(said).toContain(`scenario "x": ${sentence}`)
})

test('a header may be recorded with its value by a name in any case', () => {
  const request = problem({ headers: { Accept: 'a' }, record: { headers: ['accept'] } }) as Request
  expect(request.record?.headers).toEqual(['accept'])
})

test.for([
  'Authorization',
  'proxy-authorization',
  'cookie',
  'Set-Cookie',
  'X-API-Key',
  'x-auth-token',
  'apikey',
  'x-amz-security-token',
  'x-csrf-token',
  'ocp-apim-subscription-key',
  'x-vault-token',
  'x-session-id',
  'x-hub-signature',
])('%s is a credential', (name) => {
  expect(isCredential(name)).toBe(true)
})

test.for(['accept', 'content-type', 'x-request-id', 'authority', 'x-tokens-left', 'author', 'etag', 'x-keyboard'])(
  '%s is none',
  (name) => {
    expect(isCredential(name)).toBe(false)
  },
)
