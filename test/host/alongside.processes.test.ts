import { spawn } from 'node:child_process'
import { connect } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openAlongside } from '../../src/host/alongside.ts'
import { nameOfProcess } from '../../src/host/busy-processes.ts'
import { ancestorsOf } from '../../src/host/proc.ts'
import { cpuBetween } from '../../src/host/usage.ts'
import { until } from '../server/fixture.ts'

/** Listens, and burns a third of a CPU second for every connection. */
const DATABASE = `
  const burn = () => { const from = process.cpuUsage(); while (process.cpuUsage(from).user < 333_000); }
  const server = require('node:net').createServer((socket) => { burn(); socket.end() })
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))`

const NAME = `database-${process.pid}`
let pid = 0
let port = 0

beforeAll(async () => {
  // It is nobody's child, as a database is, and calls itself something else than its program.
  const script = `(exec -a '${NAME}: main' "$0" -e "$1") & echo $!`
  const shell = spawn('bash', ['-c', script, process.execPath, DATABASE], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  shell.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  await once(shell, 'exit')
  await until(() => printed.trim().split('\n').length === 2)
  const numbers = printed.trim().split('\n').map(Number)
  pid = numbers[0] ?? 0
  port = numbers[1] ?? 0
})
afterAll(() => void process.kill(pid))

test('a database is found by its name and by its port, and counted once', () => {
  for (const wanted of [[NAME], [port], [NAME, port]]) {
    const alongside = openAlongside(wanted)
    expect(alongside.usage()?.pids).toEqual([pid])
    expect(alongside.absent()).toEqual([])
  }
})

test('its CPU is known', async () => {
  const alongside = openAlongside([NAME])
  const before = alongside.usage()!
  await once(connect(port, '127.0.0.1').resume(), 'close')
  expect(cpuBetween(before, alongside.usage()!)).toBeGreaterThan(0.3)
})

test('a name and a port that nothing answers to are told, and a process that is gone is no more', () => {
  const alongside = openAlongside(['no-such-database', NAME, 1])
  expect(alongside.absent()).toEqual(['no-such-database', 1])
  expect(openAlongside(['no-such-database']).usage()).toBeNull()
})

test('this process, what it started and what started it are no database, whatever their name', () => {
  const names = [process.pid, ...ancestorsOf(process.pid)].map(nameOfProcess)
  expect(openAlongside(names).usage()?.pids ?? []).not.toContain(process.pid)
})
