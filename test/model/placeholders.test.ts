import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillRequest, givenSchema, placeholdersIn, type Given } from '../../src/model/placeholders.ts'
import { requestSchema } from '../../src/model/request.ts'

const requestOf = (request: object) => requestSchema.parse({ path: '/', ...request })
const given = (more: Partial<Given> = {}): Given => ({ headers: {}, variables: {}, ...more })
const filled = (request: object, env: Record<string, string> = {}, from: Given | null = null) =>
  fillRequest(requestOf(request), { env, given: from })

test('placeholders are found in path, header values and body', () => {
  const request = requestOf({
    path: '/users/{id}?key={env.KEY}',
    headers: { authorization: 'Bearer {token}' },
    body: '{"a":"{env.A_1}","b":{ }, "c": "{ id }", "d": {"id":1}}',
  })
  expect(placeholdersIn(request)).toEqual([
    { field: 'path', source: 'prepare', name: 'id' },
    { field: 'path', source: 'env', name: 'KEY' },
    { field: 'headers.authorization', source: 'prepare', name: 'token' },
    { field: 'body', source: 'env', name: 'A_1' },
  ])
})

test('they are filled in from the environment and from what prepare returned', () => {
  const request = { path: '/users/{id}', headers: { Authorization: 'Bearer {env.TOKEN}' }, body: 'a={id}&b={env.B}' }
  expect(filled(request, { TOKEN: 't', B: 'b' }, given({ variables: { id: '7' } }))).toMatchObject({
    path: '/users/7',
    headers: { Authorization: 'Bearer t' },
    body: 'a=7&b=b',
  })
})

test('what is filled in is not filled again, and what has no value stays as written', () => {
  const from = given({ variables: { a: '{env.B}', b: '{a}$&' } })
  expect(filled({ headers: { x: '{a}{b}{c}{env.C}' } }, { B: 'no' }, from).headers).toEqual({
    x: '{env.B}{a}$&{c}{env.C}',
  })
  expect(filled({ headers: { x: '{toString}' } }, {}, from).headers).toEqual({ x: '{toString}' })
})

test('headers of prepare are added, and those of the spec come first, in whatever case', () => {
  const from = given({ headers: { authorization: 'Bearer of prepare', cookie: 'a=b' } })
  expect(filled({ headers: { Authorization: 'Bearer of the spec' } }, {}, from).headers).toEqual({
    Authorization: 'Bearer of the spec',
    cookie: 'a=b',
  })
})

test('the body of prepare is sent by a POST, PUT or PATCH without one', () => {
  const from = given({ body: '{id}' })
  for (const method of ['POST', 'PUT', 'PATCH']) expect(filled({ method }, {}, from).body).toBe('{id}')
  for (const method of ['GET', 'DELETE']) expect(filled({ method }, {}, from).body).toBeUndefined()
  expect(filled({ method: 'POST', body: 'own' }, {}, from).body).toBe('own')
})

test('a path stays a path, and JSON stays JSON, whatever is filled in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const { path, body = '' } = filled(
        { path: '/a/{x}/b', method: 'POST', body: '{"x":"{x}","y":["{x}"]}' },
        {},
        given({ variables: { x: value } }),
      )
      expect(path).toMatch(/^\/a\/[\u0021-\u007E]*\/b$/)
      expect(JSON.parse(body)).toEqual({ x: value, y: [value] })
    }),
  )
  expect(filled({ path: '/{x}' }, {}, given({ variables: { x: 'a/b?c=%20 é' } })).path).toBe('/a/b?c=%20%20%C3%A9')
  expect(filled({ method: 'POST', body: '{"x":{x}}' }, {}, given({ variables: { x: '[1]' } })).body).toBe('{"x":[1]}')
})

test('prepare may return nothing, and numbers as variables, but no unknown field and no header with a line break', () => {
  expect(givenSchema.parse({})).toEqual({ headers: {}, variables: {} })
  expect(givenSchema.parse({ variables: { id: 7 } }).variables).toEqual({ id: '7' })
  for (const wrong of [
    { header: {} },
    { headers: { a: 'b\n' } },
    { headers: { a: undefined } },
    { variables: { a: null } },
  ])
    expect(givenSchema.safeParse(wrong).success).toBe(false)
})
