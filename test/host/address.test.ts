import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeOf, socketOrigin } from '../../src/host/address.ts'

test('a URL over a port leads where it says', () => {
  expect(placeOf('http://127.0.0.1:80/a')).toEqual({ url: 'http://127.0.0.1:80/a' })
})

test('a URL over a socket leads to its path, whatever is asked there', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\/[^:\n]+$/), fc.constantFrom('', '/', '/a:b?c=http://unix:/d:'), (path, asked) => {
      expect(placeOf(socketOrigin(path, 'https') + asked)).toEqual({
        url: `https://localhost${asked}`,
        socketPath: path,
      })
    }),
  )
})
