import { describe, expect, test } from 'vitest'
import { readOutput } from '../../src/read/output.ts'
import { FIXTURES } from './fixtures.ts'

const textOf = (name: string) => FIXTURES.find((fixture) => fixture.name === name)!.text
const read = (text: string) => readOutput(text, 'x')

describe('ab', () => {
  const text = textOf('ab/seed-gunicorn-gevent-flask-1worker')
  const why = 'ab does not say that it finished: it was interrupted, or lines are missing.'

  test('that says how far it is, and never that it finished, was interrupted', () => {
    expect(read(text)).toMatchObject({ usable: true })
    expect(read(text.replace(/^Finished .*\n/m, '^C'))).toMatchObject({ usable: false, why })
  })

  test('of few requests says so behind three points', () => {
    const few = textOf('ab/d-quiet')
    expect(few).toContain('.....done')
    expect(read(few)).toMatchObject({ usable: true })
    expect(read(few.replace('.....done', '...^C'))).toMatchObject({ usable: false, why })
  })
})

describe('k6', () => {
  const why = 'k6 was stopped before the end of the run, so it did not make all of the load that its script asks for.'

  test.each([
    'default ✗ [=====>----------] 3 VUs  00m20.1s/1m0s',
    "ERRO[0021] test run was aborted because k6 received a 'interrupt' signal",
    'time="2026" level=error msg="test aborted: no token at setup (file:///load.js:9:2)"',
  ])('%s', (line) => {
    for (const name of ['k6/text-plain', 'k6/text-legacy-plain']) {
      expect(read(textOf(name))).toMatchObject({ usable: true })
      expect(read(`${textOf(name)}\n${line}\n`)).toMatchObject({ usable: false, why })
    }
  })
})

test('bombardier that took less than the time it was asked for', () => {
  const text = textOf('bombardier/json-timed').replace('"timeTakenSeconds":2.005', '"timeTakenSeconds":1.005')
  expect(read(text)).toMatchObject({
    usable: false,
    why: 'A test of 2 s took 1.00546667 s: it was interrupted, or it hung.',
  })
})

test('wrk says less than it was asked for, also where its address was removed', () => {
  const text = textOf('wrk/latency').replace(/^Running \d+s test @ .*$/m, 'Running 60s test @')
  expect(read(text)).toMatchObject({ usable: false, why: expect.stringMatching('^A test of 60s took') })
})
