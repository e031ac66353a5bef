import { expect, test } from 'vitest'
import { withPortMark } from '../../../src/cli/init/port-argument.ts'

test.for([
  ['json-server --port 3000 db.json', 'json-server --port {port} db.json'],
  ['vite preview --port=4173 --strictPort', 'vite preview --port={port} --strictPort'],
  ['serve -s build -p 80', 'serve -s build -p {port}'],
  ['serve -l 3000', 'serve -l {port}'],
  ['serve --listen tcp://0.0.0.0:3000', 'serve --listen tcp://0.0.0.0:{port}'],
  ['server -http-addr :8080', 'server -http-addr :{port}'],
  ['server --bind [::1]:8080', 'server --bind [::1]:{port}'],
  ['gunicorn --bind 127.0.0.1:8000 app:app', 'gunicorn --bind 127.0.0.1:{port} app:app'],
])('%o gets its port from loadgate: %o', ([script, command]) => {
  expect(withPortMark(script!.split(' '))).toEqual(command!.split(' '))
})

test.for([
  'node server.js 3000',
  'tsc -p tsconfig.json',
  'server --port {port}',
  'server --workers 12 --timeout=3000',
  'server --port',
  'server --bind unix:/tmp/socket',
  'server --listen localhost',
])('%o stays as it is', (command) => {
  expect(withPortMark(command.split(' '))).toEqual(command.split(' '))
})
