import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reportSchema, type Report } from '../../src/model/report.ts'
import { redactor } from '../../src/model/redact.ts'
import { openSecrets } from '../../src/model/secrets.ts'
import { LoadgateError } from '../../src/model/error.ts'
import { red } from '../report/reports.ts'

const secret = (value: string, label = '{env.TOKEN}') => redactor([{ value, label }])
const TOKEN = 'c4nary/Ab+cd&"ef'
const hidden = secret(TOKEN)
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('a secret is hidden', () => {
  test.for<[string, string]>([
    ['as it is', TOKEN],
    ['in a query', encodeURIComponent(TOKEN)],
    ['in a query with small digits', encodeURIComponent(TOKEN).replaceAll(/%../g, (code) => code.toLowerCase())],
    ['in a form', String(new URLSearchParams({ a: TOKEN })).slice(2)],
    ['in JSON', JSON.stringify({ a: TOKEN }).slice(6, -2)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ a: TOKEN }))],
    ['in HTML', 'c4nary/Ab+cd&amp;&quot;ef'],
    ['in Base64', base64(TOKEN)],
    ['in Base64 for URLs', Buffer.from(TOKEN).toString('base64url')],
    ['as the password of basic authentication', base64(`somebody:${TOKEN}`)],
    ['as the user of basic authentication', base64(`${TOKEN}:nobody`)],
  ])('%s', ([, form]) => {
    const text = hidden(`before ${form} after`)
    expect(text).toMatch(/^before .*\{env\.TOKEN\}.* after$/)
    expect(text).not.toContain('c4nary')
    expect(text).not.toContain(form.slice(3, -3))
  })

  test.for<[string, string, string]>([
    ['the token of a header', 'Bearer abcd1', 'abcd1'],
    ['the user and the password of basic authentication', `Basic ${base64('somebody:pa55')}`, 'somebody:pa55'],
    ['the password alone', `Basic ${base64('somebody:pa55')}`, 'pa55'],
    ['the value of a cookie', 'theme=dark; sid=s3ss10n1d', 's3ss10n1d'],
    ['a field of a form', 'user=me&password=corr3ctHorse', 'corr3ctHorse'],
    ['a text in JSON', '{"a":[{"token":"deep-in-there"}]}', 'deep-in-there'],
    ['what was encoded for a URL', 'caf%C3%A9-canary', 'café-canary'],
  ])('when it is %s', ([, value, part]) => {
    expect(secret(value)(`it said ${part}.`)).toBe('it said {env.TOKEN}.')
  })

  test('where an excerpt cuts it off, at its end or at its beginning', () => {
    for (let length = 3; length < TOKEN.length; length += 1) {
      expect(hidden(`it is "${TOKEN.slice(0, length)}…"`)).toBe('it is "{env.TOKEN}…"')
      expect(hidden(`it is "…${TOKEN.slice(-length)}"`)).toBe('it is "…{env.TOKEN}"')
    }
  })

  test('where a window of bytes has the middle of it', () => {
    const long = '0f8fad5b-d9cb-469f-a165-70867728950e'
    expect(secret(long)(`at byte 3: ${long.slice(4, 20)}, at byte 4: ${long.slice(5)}`)).toBe(
      'at byte 3: {env.TOKEN}, at byte 4: {env.TOKEN}',
    )
  })

  test('in any text, and what is left has no eight characters of it in a row', () => {
    const value = fc.stringMatching(/^[a-z0-9_-]{7,30}[0-9][a-z0-9]{8,20}$/)
    fc.assert(
      fc.property(value, fc.string(), fc.string(), (any, before, after) => {
        const shown = secret(any, '·')(before + any + after)
        for (let at = 0; at + 8 <= any.length; at += 1) expect(shown).not.toContain(any.slice(at, at + 8))
      }),
    )
  })
})

describe('it leaves alone', () => {
  test('a text without a secret', () => {
    const plain = fc.stringMatching(/^[ a-z,.]*$/)
    fc.assert(
      fc.property(plain, (text) => {
        expect(hidden(text)).toBe(text)
      }),
    )
    expect(redactor([])('any text …')).toBe('any text …')
  })

  test('short values, and words that a short one is a part of', () => {
    expect(secret('1')('1 of 11 failed')).toBe('1 of 11 failed')
    expect(secret('item')('items: item 3')).toBe('items: {env.TOKEN} 3')
  })

  test('names of servers and scenarios in what is answered', () => {
    const secrets = openSecrets()
    secrets.learn('home', '{env.PAGE}')
    const verdict = { server: 'home', scenario: 'home', reason: 'home is slow', at: [1, null, 'home'] }
    expect(secrets.redactAll(verdict)).toEqual({
      server: 'home',
      scenario: 'home',
      reason: '{env.PAGE} is slow',
      at: [1, null, '{env.PAGE}'],
    })
  })
})

const wordsOf = ({ verdicts }: Report) => verdicts.map(({ metric, verdict, unit }) => [metric, verdict, unit])

test('a variable with the name of a metric or the word of a verdict leaves a report valid', () => {
  for (const word of ['memory', 'holds', 'baseline', 'req/s', 'throughput']) {
    const secrets = openSecrets()
    secrets.learn(word, '{env.WORD}')
    const [first] = red.scenarios
    const shown = secrets.redactAll({ ...red, scenarios: [{ ...first!, notes: [`it is ${word}`] }] })
    expect(reportSchema.parse(shown)).toEqual(shown)
    expect(wordsOf(shown)).toEqual(wordsOf(red))
    expect(shown.scenarios[0]?.notes).toEqual(['it is {env.WORD}'])
  }
})

test('an error keeps its code and loses its cause, and a bug keeps its stack', () => {
  const secrets = openSecrets()
  secrets.learn('canary', '{env.TOKEN}')
  const cause = new Error('canary')
  const error = secrets.redactError(new LoadgateError('a-code', 'It said canary.', { cause }))
  expect(error).toMatchObject({ code: 'a-code', message: 'It said {env.TOKEN}.' })
  expect(error.cause).toBeUndefined()
  expect(error.stack).not.toContain('canary')
  const bug = secrets.redactError(new TypeError('canary is undefined'))
  expect(bug.stack).toMatch(/^TypeError: \{env\.TOKEN\} is undefined\n +at /)
  expect(secrets.redactError('canary').message).toBe('{env.TOKEN}')
})

describe('a credential is hidden that nobody told of', () => {
  test.for<[string, string]>([
    ['authorization: Bearer canary1, and more canary', 'authorization: [redacted]'],
    ['  | Cookie: a=canary; b=canary\n  | next: line', '  | Cookie: [redacted]\n  | next: line'],
    ['set-cookie: sid=canary; Path=/', 'set-cookie: [redacted]'],
    ['X-Api-Key: canary', 'X-Api-Key: [redacted]'],
    ["{ authorization: 'Basic canary==', host: 'a' }", "{ authorization: '[redacted]', host: 'a' }"],
    ["{ token: 'canary' }", "{ token: '[redacted]' }"],
    ["[ 'Authorization', 'Bearer canary', 'Host', 'a' ]", "[ 'Authorization', '[redacted]', 'Host', 'a' ]"],
    [`{"user":"me","access_token":"canary","x":1}`, `{"user":"me","access_token":"[redacted]","x":1}`],
    [JSON.stringify('{"api-key":"canary","b":1}'), JSON.stringify('{"api-key":"[redacted]","b":1}')],
    [String.raw`answered "{\"token\":\"canary…" and`, String.raw`answered "{\"token\":\"[redacted]…" and`],
    ['GET /?token=canary&page=2', 'GET /?token=[redacted]&page=2'],
    ['DB_PASSWORD=canary node main.js', 'DB_PASSWORD=[redacted] node main.js'],
    ['it sent Bearer c4nary-x', 'it sent Bearer [redacted]'],
    ["headers={'Authorization': 'canary'}", "headers={'Authorization': '[redacted]'}"],
  ])('in %j', ([text, shown]) => {
    expect(redactor([])(text)).toBe(shown)
  })

  test.for([
    '`request.headers.authorization` needs the environment variable TOKEN, which is not set.',
    'The server "auth" did not answer.',
    'auth: instructions were not counted: no valgrind',
    'session: 3 launches, Bearer authentication failed, Basic access',
    'a request that had the header `authorization`, but now the request has none',
    'GET /?session={session}&token={env.TOKEN} with {"token":"{token}"} and authorization: {env.TOKEN}',
    'LOADGATE_SERVERS=auth leaves no test that measures anything.',
  ])('and not in %j', (text) => {
    expect(redactor([])(text)).toBe(text)
  })
})
