import { readFileSync, readlinkSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import { writeCounted } from '../../../src/baseline/counted.ts'
import { identityOf } from '../../../src/count/identity.ts'
import { takeLock } from '../../../src/host/lock.ts'
import { emptyFolder, removeFolders, withVitest, writeFiles } from '../../base-ref/repository.ts'
import { counted, counts, plantCounts } from '../../baseline/counted.ts'
import { counted as countedServer, programOf, reason, valgrind } from '../../count/fixture.ts'
import { processesMarked, until } from '../../server/fixture.ts'
import { command, oneSentence, program } from '../command.ts'

afterAll(removeFolders)

/** A project whose first reference server is this program of test/fixtures/count, and is asked at `ready`. */
function projectWith(name: string, ready = '/', config = ''): string {
  const folder = emptyFolder()
  withVitest(folder)
  const reference = {
    name: 'first',
    command: ['node', programOf(name), 'good day'],
    ready: { path: ready, within: 10 },
  }
  writeFiles(folder, {
    'vitest.config.ts':
      config ||
      `import { loadgate } from 'loadgate/config'
      const reference = ${JSON.stringify(reference)}
      const references = [reference, { ...reference, name: 'second', command: ['false'] }]
      const servers = [{ ...reference, name: 'tested' }, { ...reference, name: 'gone', command: ['false'] }]
      export default { test: { projects: [loadgate({ servers, references })] } }\n`,
  })
  return folder
}

/** In a folder, with the lock and the temporary files there too. */
async function doctor(cwd: string, env: Readonly<Record<string, string>> = {}) {
  const mark = randomUUID()
  const ended = await command(['doctor', '--no-self-test'], { cwd, env: { TMPDIR: cwd, MARK: mark, ...env } })
  await until(() => processesMarked(mark).length === 0)
  const at = ended.stdout.search(/^(Counted instructions|Instructions are)/m)
  return { ...ended, section: ended.stdout.slice(at).replaceAll(/\s+/g, ' ') }
}

describe.skipIf(valgrind === '')(`where valgrind counts${reason}`, { timeout: 180_000 }, () => {
  test('one launch of the first reference server is counted, and baselines that fit are named', async () => {
    const folder = projectWith('answers-as-asked')
    const identity = await identityOf(countedServer('answers-as-asked'), valgrind)
    const other = { ...identity, runtime: 'node 1.2.3' }
    const recorded = { tested: { ...counted(), identity }, gone: { ...counted(), identity: other } }
    writeCounted(join(folder, 'baselines'), counts({ ...recorded, unknown: { ...counted(), identity } }))
    const { exitCode, section, stderr } = await doctor(folder)
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^Counting: one launch .*\.$/)])
    expect(section).toMatch(
      new RegExp(
        `valgrind ${valgrind} one launch first: \\S+ [kM] instructions per request of /, spread \\S+ % over \\d+ blocks, in \\d`,
      ),
    )
    expect(section).toMatch(
      /home page at 4 connections counted \d+ days ago at c0ffee1: gone, tested, unknown not compared /,
    )
    expect(section).toContain('not compared gone: the baseline was counted with node 1.2.3')
    expect(section).toMatch(/ fits this machine: tested$/)
  })

  test('a reference server that does not come up is the reason', async () => {
    const { exitCode, section } = await doctor(projectWith('answers-as-asked', '/exit/3'))
    expect(exitCode).toBe(0)
    expect(section).toMatch(
      new RegExp(`valgrind ${valgrind} one launch not counted: Server "first" ended with exit code 3`),
    )
  })

  test('a folder without a gate, or whose configuration fails, has nothing to count, and doctor says so', async () => {
    expect((await doctor(projectWith('', '/', 'export default {}'))).section).toContain(
      'one launch not counted: the vitest configuration of this folder has no project made by loadgate()',
    )
    expect((await doctor(projectWith('', '/', 'throw new TypeError("no such horse")'))).section).toContain(
      'ended with exit code 1 (TypeError: no such horse)',
    )
    expect((await doctor(emptyFolder())).section).toContain("(Error: Cannot find module 'vitest/node')")
  })

  test.for(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('%s in the middle leaves no process', async (signal) => {
    const cwd = projectWith('answers-as-asked')
    const mark = randomUUID()
    const env = { TMPDIR: cwd, MARK: mark }
    const running = execa(process.execPath, [program, 'doctor'], {
      cwd,
      env,
      reject: false,
      forceKillAfterDelay: false,
    })
    await until(() => processesMarked(mark).some(isCounted))
    running.kill(signal)
    expect(await running).toMatchObject({ signal })
    await until(() => processesMarked(mark).length === 0)
  })
})

/** The server, under valgrind. */
function isCounted(pid: number): boolean {
  try {
    const runs = basename(readlinkSync(`/proc/${pid}/exe`))
    return runs.startsWith('callgrind-') && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('answers-as-asked')
  } catch {
    return false
  }
}

test('without valgrind the reason says how to install it, and counted baselines are named all the same', async () => {
  const folder = emptyFolder()
  writeCounted(join(folder, 'baselines'), counts())
  const { exitCode, section } = await doctor(folder, { PATH: '/nowhere' })
  expect(exitCode).toBe(0)
  expect(section).toMatch(/^Counted instructions not counted: valgrind is not installed \(`sudo .*valgrind/)
  expect(section).toMatch(/home page at 4 connections counted \d+ days ago at c0ffee1: fastify$/)
})

test('a counted baseline that cannot be used is bad news: exit code 1', async () => {
  const folder = emptyFolder()
  plantCounts(join(folder, 'baselines'), '{"scenario"')
  const { exitCode, section } = await doctor(folder, { PATH: '/nowhere' })
  expect(exitCode).toBe(1)
  expect(section).toMatch(/unusable \S+ is not JSON from line 1, column 12/)
})

test('LOADGATE_COUNT=off leaves all of it out but one line, and a wrong value is one sentence', async () => {
  const folder = emptyFolder()
  const off = await doctor(folder, { LOADGATE_COUNT: 'off' })
  expect(off).toMatchObject({
    exitCode: 0,
    stderr: '',
    section: 'Instructions are not counted: LOADGATE_COUNT is off.',
  })
  const wrong = await doctor(folder, { LOADGATE_COUNT: 'perhaps' })
  expect([wrong.exitCode, wrong.stdout, wrong.stderr]).toEqual([2, '', expect.stringMatching(oneSentence)])
})

test('beside a gate that measures nothing is counted', async () => {
  const folder = emptyFolder()
  const lock = await takeLock(0, () => {}, join(folder, 'loadgate.lock'))
  const { exitCode, section } = await doctor(folder)
  lock.release()
  expect(exitCode).toBe(0)
  expect(section).toContain(`not counted: Another gate is measuring on this machine: process ${process.pid}`)
})
