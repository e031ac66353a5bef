import { PassThrough } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { expect, test } from 'vitest'
import type { Progress } from '../../src/measure/progress.ts'
import { progressLine, showProgress } from '../../src/vitest/progress.ts'
import { planSpecFiles, startSpecFile } from '../../src/vitest/spec-files.ts'

const progress: Progress = {
  scenario: 'home page',
  step: 'measuring',
  wave: 2,
  round: 1,
  rounds: 3,
  server: 'fastify',
  figure: { value: 10_412, unit: 'req/s' },
  left: 48,
}

function stream(isTTY: boolean, columns = 80) {
  const written = Object.assign(new PassThrough(), { isTTY, columns }) as unknown as WriteStream
  return { written, text: () => String((written as unknown as PassThrough).read() ?? '') }
}

test('the line has wave, round, server, current figure and time left', () => {
  expect(progressLine(progress)).toBe('about 48 s left · home page: wave 2, round 1/3, measuring fastify, 10.4k req/s')
})

test('it says so when servers are measured again beside the commit of their baseline', () => {
  expect(progressLine({ ...progress, again: true, server: 'fastify (base)' })).toBe(
    'about 48 s left · home page: again beside the recorded commit, wave 2, round 1/3, measuring fastify (base), 10.4k req/s',
  )
})

test('while counting it has server, launches and time left', () => {
  const counting: Progress = {
    scenario: 'home page',
    step: 'counting',
    server: 'express',
    launches: 3,
    expected: 8,
    left: 75,
  }
  expect(progressLine(counting)).toBe('about 1 min 15 s left · home page: counting express, 3 of 8 launches')
  expect(progressLine({ ...counting, server: 'a\u001B[31mpi', left: 0 })).toContain('counting a␛[31mpi, 3 of 8')
  expect(progressLine({ ...counting, launches: 0, left: 0 })).toBe('home page: counting express, 0 of 8 launches')
})

test('when other files follow, the time is that of the whole run, and says so', () => {
  expect(progressLine(progress, { inAll: true, share: null })).toMatch(/^about 48 s left in all · home page/)
  const { written, text } = stream(false)
  planSpecFiles(new Map(['a', 'b', 'c'].map((file) => [file, 500])), 100)
  startSpecFile('a')
  showProgress(written, () => 112).show(progress)
  planSpecFiles(new Map(), 0)
  expect(text()).toMatch(/^6 %, about 2 min 48 s left in all · home page: wave 2/)
})

test('the share of the run that is done never falls, whatever the guesses are', () => {
  const { written, text } = stream(false)
  let now = 100
  planSpecFiles(new Map([['a', 500]]), 100)
  startSpecFile('a')
  const shown = showProgress(written, () => now)
  for (const [at, left] of [
    [160, 60],
    [170, 400],
    [180, 0],
    [300, 20],
  ] as const) {
    now = at
    shown.show({ ...progress, left })
  }
  planSpecFiles(new Map(), 0)
  const shares = text()
    .split('\n')
    .map((line) => /^(\d+) %/.exec(line)?.[1])
  expect(shares).toEqual(['50', '50', undefined, '90', undefined])
})

test('while waiting it says how busy the machine is', () => {
  const waiting: Progress = {
    ...progress,
    step: 'waiting for a quiet machine',
    server: null,
    figure: { value: 1.04, unit: 'cores' },
  }
  expect(progressLine(waiting)).toContain('waiting for a quiet machine, others use 1.04 cores')
})

test('a terminal gets one line that is rewritten, never wider than it is, and left clean', () => {
  const { written, text } = stream(true, 20)
  const shown = showProgress(written)
  shown.show(progress)
  shown.clear()
  expect(text()).toBe('\r\u001B[2Kabout 48 s left · …\r\u001B[2K')
})

test('what is said on a terminal stands alone: no rest of the line is before it', () => {
  const { written, text } = stream(true)
  const shown = showProgress(written)
  shown.show({ scenario: 'home page', step: 'profiling', server: 'fastify', left: 0 })
  shown.say('checking out 8900f1439')
  shown.say('reading the servers of 8900f1439')
  const lines = text().split('\n')
  // What a terminal shows of a line is what follows the last clearing of it.
  expect(lines.map((line) => line.split('\r\u001B[2K').at(-1))).toEqual([
    'checking out 8900f1439',
    'reading the servers of 8900f1439',
    '',
  ])
  expect(lines[0]).toContain('finding where fastify changed\r\u001B[2K')
})

test('what is said without a terminal is a line, without anything around it', () => {
  const { written, text } = stream(false)
  const shown = showProgress(written, () => 0)
  shown.show(progress)
  shown.say('checking out 8900f1439')
  expect(text().split('\n').slice(1)).toEqual(['checking out 8900f1439', ''])
})

test('without a terminal there is a line at first and then one every ten seconds', () => {
  const { written, text } = stream(false)
  let now = 0
  const shown = showProgress(written, () => now)
  for (now = 0; now <= 25; now += 1) shown.show(progress)
  expect(text().split('\n').filter(Boolean)).toHaveLength(3)
})
