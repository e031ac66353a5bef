import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fillerOf, namesIn } from '../../src/model/template.ts'

const names = new Set(['id', 'name'])

test.for<['path' | 'header' | 'body', string, string]>([
  ['path', '/notes/{id}?of={name}', '/notes/7?of=%C3%BC%20%22x%22'],
  ['path', '/notes/{other}/{ id }', '/notes/{other}/{ id }'],
  ['header', 'Bearer {name}', 'Bearer ü "x"'],
  ['body', '{"id":"{id}","is":"it is {name}"}', '{"id":7,"is":"it is ü \\"x\\""}'],
  ['body', '{"quoted":"\\"{id}\\""}', '{"quoted":"\\"7\\""}'],
  ['body', 'id={id}&name={name}', 'id=7&name=ü "x"'],
  ['body', 'query { user { id } }', 'query { user { id } }'],
])('in a %s, %s is filled as it may be there', ([where, text, filled]) => {
  expect(fillerOf(text, where, names)({ id: 7, name: 'ü "x"' }).replace('%22x%22', '"x"')).toBe(
    filled.replace('%22x%22', '"x"'),
  )
})

test('what nothing fills stays as written', () => {
  expect(fillerOf('/{id}', 'path', names)({})).toBe('/{id}')
  expect(fillerOf('{"id":"{id}"}', 'body', names)({})).toBe('{"id":"{id}"}')
})

test('a body that is JSON is JSON whatever it is filled with', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer(), fc.boolean()), fc.string(), (id, name) => {
      const filled = fillerOf('{"id":"{id}","name":"it is {name}."}', 'body', names)({ id, name })
      expect(JSON.parse(filled)).toEqual({ id, name: `it is ${name}.` })
    }),
  )
})

test('its places are named', () => {
  expect(namesIn('/{id}/{id}/{other}/{name}', names)).toEqual(['id', 'id', 'name'])
})
