import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { call, oneSentence } from './command.ts'

const output = (name: string) => fileURLToPath(new URL(`../fixtures/outputs/${name}.stdout`, import.meta.url))

const [flask, gevent] = ['ab/plain-pure-flask', 'ab/plain-gevent-flask'].map(output) as [string, string]

test('two outputs are a table of unsure differences, and 0', async () => {
  const { exitCode, stdout, stderr } = await call(['compare', flask, gevent])
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/old → new/)
  expect(stdout).toMatch(/unsure +ab +throughput +332 → 1.18k req\/s/)
  expect(stdout).toContain('One run per side shows nothing')
})

test('five a side show a slowdown, and 1', async () => {
  const { exitCode, stdout } = await call(['compare', ...Array(5).fill(gevent), '--', ...Array(5).fill(flask)])
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/regressed +ab +throughput/)
  expect(stdout).not.toContain('baseline:update')
})

test('what is no measurement is named, and 3', async () => {
  const { exitCode, stdout, stderr } = await call(['compare', flask, output('ab/status-404')])
  expect([exitCode, stdout]).toEqual([3, ''])
  expect(stderr).toMatch(oneSentence)
  expect(stderr).toContain('status-404.stdout: 200 of 200 answers')
})

test.each([
  ['vegeta/json-plain', 'vegeta/text-plain', /unsure +vegeta +latency p99/],
  ['hey/plain', 'hey/timed', /unsure +hey +throughput/],
  ['bombardier/json-latencies', 'bombardier/text-latencies', /unsure +bombardier +latency p50/],
  ['h2load/h1-plain', 'h2load/h1-timed', /unsure +h2load +throughput/],
  ['k6/export-plain', 'k6/text-plain', /unsure +k6 +latency p90/],
  ['wrk2/latency', 'wrk2/short-latency', /unsure +wrk2 +latency p99/],
  ['autocannon/v2-plain', 'autocannon/v7-plain', /unsure +autocannon +throughput/],
])('%s and %s are compared', async (old, now, row) => {
  const { exitCode, stdout, stderr } = await call(['compare', output(old), output(now)])
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(row)
})

test('a run whose checks failed is named, and 3', async () => {
  const { exitCode, stderr } = await call(['compare', output('k6/export-plain'), output('k6/export-failed-checks')])
  expect(exitCode).toBe(3)
  expect(stderr).toContain('export-failed-checks.stdout: 132 of 400 checks failed.')
})

test.for<[string, string[], string]>([
  ['no file', [], 'needs two files'],
  ['one file', [flask], 'needs two files'],
  ['three files', [flask, gevent, flask], 'takes'],
  ['two lists, one of them empty', [flask, gevent, '--'], 'needs two files'],
  ['outputs of two tools', [flask, output('wrk/latency')], 'have nothing in common'],
  ['outputs of wrk and wrk2', [output('wrk/latency'), output('wrk2/latency')], 'have nothing in common'],
  ['a file that is not there', [flask, 'no-such-file'], 'cannot be read (ENOENT)'],
])('%s: wrong usage, and 2', async ([, args, message]) => {
  const { exitCode, stdout, stderr } = await call(['compare', ...args])
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toContain(message)
})
