import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FLAGS, FLAGS_VARIABLE } from '../../src/count/method.ts'
import { preload } from '../../src/count/node-flags.ts'
import { WARM_TIMERS } from '../../src/count/warm-timers.ts'

const INTERNAL = ['--expose-internals', '--allow-natives-syntax']

/** Prints those of Node's own functions that V8 has compiled, soon after the program has begun. */
const SCRIPT = `
  const { insert, Timeout } = require('internal/timers')
  const { percolateUp, percolateDown } = require('internal/priority_queue').prototype
  const { setTimeout: ofSocket } = require('net').Socket.prototype
  const all = { insert, Timeout, percolateUp, percolateDown, ofSocket }
  setTimeout(() => console.log(Object.keys(all).filter((name) => %ActiveTierIsSparkplug(all[name])).join()), 300)
`
const ALL = 'insert,Timeout,percolateUp,percolateDown,ofSocket'

function run(args: readonly string[], env: Record<string, string> = {}) {
  const { stdout, status } = spawnSync(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
    timeout: 20_000,
  })
  return { stdout: stdout.trim(), status }
}

test('Node has compiled its own functions for timers before a server is asked', () => {
  expect(run([...FLAGS, ...INTERNAL, '-e', SCRIPT]).stdout).toBe('')
  expect(run([...FLAGS, WARM_TIMERS, ...INTERNAL, '-e', SCRIPT]).stdout).toBe(ALL)
})

test('so has a Node that something else starts', () => {
  const env = { NODE_OPTIONS: `--import=${preload('./repeatable-preload')}`, [FLAGS_VARIABLE]: FLAGS.join(' ') }
  expect(run([...INTERNAL, '-e', SCRIPT], env).stdout).toBe(ALL)
})

test('so it has what runs at each turn, where a server begins with more work than the timers wait', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-warm-'))
  try {
    const log = join(folder, 'code.log')
    const script = 'const end = Date.now() + 200; while (Date.now() < end); setTimeout(() => {}, 200)'
    run([...FLAGS, WARM_TIMERS, '--log-code', `--logfile=${log}`, '--no-logfile-per-isolate', '-e', script])
    const compiled = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('^'))
    for (const name of ['processTimers', 'listOnTimeout'])
      expect(compiled.some((line) => line.includes(`,${name} node:internal/timers`))).toBe(true)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.for([[[]], [['--permission']]])('it ends as soon as it would without, with %j', ([flags]) => {
  expect(run([...flags!, WARM_TIMERS, '-e', 'console.log("over")'])).toEqual({ stdout: 'over', status: 0 })
})
