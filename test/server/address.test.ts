import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { addressIn } from '../../src/server/address.ts'

test.each([
  ['listening on http://127.0.0.1:8080\n', 'http://127.0.0.1:8080'],
  ['http://localhost:3000/ is up', 'http://127.0.0.1:3000'],
  ['Listening at: http://0.0.0.0:8000 (123)', 'http://127.0.0.1:8000'],
  ['{"msg":"Server listening at http://[::]:4100"}', 'http://127.0.0.1:4100'],
  ['http://[::1]:4100\n', 'http://[::1]:4100'],
  [`http://${hostname()}:81/`, `http://${hostname()}:81`],
  ['database at http://db.example:5432/\nup at http://127.0.0.1:5000\n', 'http://127.0.0.1:5000'],
  ['http://127.0.0.1:1\nhttp://127.0.0.1:2\n', 'http://127.0.0.1:1'],
])('in %j the address is %s', (printed, origin) => {
  expect(addressIn(printed)).toBe(origin)
})

test.each([
  ['', 'nothing'],
  ['http://127.0.0.1:80', 'a port that may go on'],
  ['http://127.0.0.1/\n', 'no port'],
  ['https://127.0.0.1:8443\n', 'not plain http'],
  ['http://127.0.0.1:0\n', 'not a port'],
  ['http://127.0.0.1:65536\n', 'not a port'],
  ['http://127.0.0.1:123456\n', 'not a port'],
  ['http://db.example:5432/\n', 'another machine'],
])('in %j there is none: %s', (printed) => {
  expect(addressIn(printed)).toBeNull()
})
