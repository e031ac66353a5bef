import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { measureNoise } from '../../src/cli/doctor.ts'
import { thisMachine } from '../../src/host/machine.ts'
import { writeBaseline } from '../../src/baseline/store.ts'
import { takeLock } from '../../src/host/lock.ts'
import { baseline, emptyFolder, plant, recorded } from '../baseline/baselines.ts'
import { command, oneSentence, program, sink } from './command.ts'

const own = thisMachine()
const other = { ...own, id: 'darwin-arm64-99-cores-apple-m9', os: 'darwin', arch: 'arm64', cores: 99, cpu: 'Apple M9' }

/** One scenario of this machine and another's, one of the other's alone. */
function baselinesFolder(): string {
  const folder = emptyFolder()
  for (const machine of [own, other])
    writeBaseline(folder, { ...baseline({ fastify: recorded() }, 'of both'), machine })
  writeBaseline(folder, { ...baseline({ express: recorded(), flask: recorded() }, 'of the other'), machine: other })
  return folder
}

/** Without counting, which has tests of its own. */
function doctor(args: readonly string[], { cwd, env }: Parameters<typeof command>[1] = {}) {
  return command(['doctor', ...args], { ...(cwd === undefined ? {} : { cwd }), env: { LOADGATE_COUNT: 'off', ...env } })
}

test('this machine is named, with what its id does not say', async () => {
  const { exitCode, stdout, stderr } = await doctor(['--no-self-test', '--baselines', baselinesFolder()])
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(new RegExp(`^  id +${own.id}$`, 'm'))
  for (const label of [
    'CPU',
    'cores',
    'system',
    'Node',
    'huge pages',
    'governor',
    'load',
    'steal',
    '/proc',
    'wrk',
    'ab',
    'vegeta',
    'python3',
  ])
    expect(stdout).toMatch(new RegExp(`^  ${label} +[^ ]`, 'm'))
})

test('for each scenario the baseline is named that the gate would use, and those that it would not', async () => {
  const { stdout } = await doctor(['--no-self-test', '--baselines', baselinesFolder()])
  const [, both = '', others = ''] = stdout.split(/^ {2}of .*$/m)
  expect(both).toMatch(/used +this kind of machine\n +recorded +\d+ days ago at c0ffee1: fastify/)
  expect(others.replaceAll(/\s+/g, ' ')).toContain('used none: nothing is recorded on this kind of machine yet')
  expect(others.replaceAll(/\s+/g, ' ')).toContain(`not used ${other.id}: timed metrics are not compared`)
  expect(others).not.toContain('recorded +')
})

test('a baseline that cannot be used is bad news: exit code 1, and what is wrong with it beside the others', async () => {
  const folder = baselinesFolder()
  plant(folder, '{"scenario"', 'cut-off')
  const { exitCode, stdout } = await doctor(['--no-self-test', '--baselines', folder])
  expect(exitCode).toBe(1)
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/cut-off.*is not JSON from line 1, column 12/)
  expect(stdout).toContain('this kind of machine')
})

test('a project without baselines is told how to get some', async () => {
  const { exitCode, stdout } = await doctor(['--no-self-test'], { cwd: emptyFolder() })
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/Baselines in baselines\n +There are none yet.*baseline:update/s)
})

test('a file in place of the folder is one sentence, and exit code 2', async () => {
  const file = join(emptyFolder(), 'file')
  writeFileSync(file, '')
  const { exitCode, stdout, stderr } = await doctor(['--no-self-test', '--baselines', file])
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(oneSentence)
  expect(stderr).toContain('is not a folder')
})

test('without a terminal there are no colours, even where they are asked for', async () => {
  for (const env of [{}, { FORCE_COLOR: '3' }]) {
    const { stdout } = await doctor(['--no-self-test', '--baselines', baselinesFolder()], { env })
    expect(stdout).not.toContain('\u001B')
  }
})

test('the self-test ends with its judgement, and says on stderr how long it takes', async () => {
  const lock = join(emptyFolder(), 'loadgate.lock')
  const stderr = sink()
  const text = await measureNoise(stderr.stream, { columns: 120, colour: false }, 1, lock)
  expect(text).toMatch(
    /^Noise in 1 s, \d+ slices of each kind of work\n {2}calculation .* quiet\n {2}memory .*\n {2}others .*\n {2}now +(quiet|uneven|busy): /s,
  )
  expect(stderr.text()).toBe('Self-test: measuring on one core, 1 s left.\n')
})

test('beside a gate that measures there is no self-test, but the rest of the report', async () => {
  const folder = baselinesFolder()
  const lock = await takeLock(0, () => {}, join(folder, 'loadgate.lock'))
  const { exitCode, stdout, stderr } = await doctor(['--baselines', folder], { env: { TMPDIR: folder } })
  lock.release()
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toContain('this kind of machine')
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    `not measured Another gate is measuring on this machine: process ${process.pid}`,
  )
})

test('ended in the middle of the self-test, it leaves no process', async () => {
  const folder = emptyFolder()
  mkdirSync(join(folder, 'baselines'))
  const running = execa(process.execPath, [program, 'doctor'], {
    cwd: folder,
    env: { TMPDIR: folder, LOADGATE_COUNT: 'off' },
    reject: false,
    forceKillAfterDelay: false,
  })
  await new Promise((resolve) => running.stderr.once('data', resolve))
  await sleep(300)
  running.kill('SIGINT')
  expect(await running).toMatchObject({ signal: 'SIGINT' })
  expect(() => process.kill(running.pid ?? 0, 0)).toThrow('ESRCH')
})
