import { expect, test } from 'vitest'
import type { Given } from '../../src/model/placeholders.ts'
import { requestSchema } from '../../src/model/request.ts'
import { serverSchema } from '../../src/model/server.ts'
import { requestTo } from '../../src/server/request-to.ts'

const server = serverSchema.parse({ name: 'api', command: ['node'], prepare: './login.ts' })
const request = requestSchema.parse({ path: '/{id}', headers: { authorization: 'Bearer {token}' } })
const given = (variables: Given['variables']): Given => ({ headers: {}, variables })

test('a launch gets what its own `prepare` returned', () => {
  const filled = requestTo({ server, given: given({ id: '1', token: 'a' }) }, request, {})
  expect(filled).toMatchObject({ path: '/1', headers: { authorization: 'Bearer a' } })
})

test.for<[Given['variables'], string]>([
  [{}, 'returned no variables'],
  [{ id: '1', user: 'me' }, 'returned only id and user'],
])('what `prepare` did not return is said with field, name and file: %j', ([variables, returned]) => {
  const [field, name] = 'id' in variables ? ['headers.authorization', 'token'] : ['path', 'id']
  expect(() => requestTo({ server, given: given(variables) }, request, {})).toThrow(
    `\`request.${field}\` has {${name}}, but \`prepare\` of api (./login.ts) ${returned}.`,
  )
})

test('a value that cannot be in a header is said without it', () => {
  expect(() => requestTo({ server, given: given({ id: '1', token: 'c4nary\n' }) }, request, {})).toThrow(
    /^the value of the header `authorization` for api has a line break/,
  )
})

test('a server without `prepare`, as a reference is, gets the placeholders as they are written', () => {
  expect(requestTo({ server, given: null }, request, {})).toEqual(request)
})
