import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { startWatchdog } from '../../src/host/watchdog.ts'
import type { Server, ServerOptions } from '../../src/model/server.ts'
import { openFleet, type Fleet } from '../../src/server/fleet.ts'
import { launch } from '../../src/server/launch.ts'
import { fixture, isAlive, processesMarked, until } from './fixture.ts'

/** What runs around a run and around its launches, with real programs that note in a file that they ran. */

const watchdog = startWatchdog()
afterAll(() => watchdog.close())

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadgate-around-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Shell commands of one server that note words in one file. */
function notebook(folder = temporaryFolder()) {
  const file = join(folder, 'notes')
  const note = (word: string, more = '') => ['sh', '-c', `echo ${word} >> ${file}; ${more || 'true'}`]
  const server = (options: Partial<ServerOptions>, program = 'answers') => {
    const { command, ...rest } = fixture(program, options)
    return { ...rest, command: ['sh', '-c', `echo launch >> ${file}; exec "$@"`, 'sh', ...command] } as Server
  }
  return {
    folder,
    file,
    note,
    server,
    notes: () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []),
  }
}

type Opened = Fleet & { readonly said: readonly string[] }

function open(head: Server[], base: Server[] = [], signal = new AbortController().signal): Opened {
  const said: string[] = []
  const onProgress = (sentence: string) => void said.push(sentence)
  const fleet = openFleet({
    servers: head,
    references: [],
    base,
    scratch: '/no/such/folder',
    watchdog,
    signal,
    onProgress,
  })
  onTestFinished(fleet.close)
  return { ...fleet, said }
}

test('a server is built, then what belongs before runs, around the run and around every launch, and what belongs after, in order', async () => {
  const { note, server, notes } = notebook()
  const one = server({
    name: 'one',
    build: note('build'),
    before: [note('before'), note('second'), { command: note('before-launch'), each: 'launch' }],
    after: [{ command: note('after-launch'), each: 'launch' }, note('after')],
  })
  const fleet = open([one])
  expect(await fleet.prepare(['one'])).toEqual({ skipped: [], broken: [] })
  const aroundLaunch = ['before-launch', 'launch', 'after-launch']
  expect(notes()).toEqual(['build', 'before', 'second', ...aroundLaunch])
  const launched = await fleet.launch('one')
  expect(notes().slice(-2)).toEqual(['before-launch', 'launch'])
  await launched.stop()
  await launched.stop()
  await fleet.close()
  expect(notes()).toEqual(['build', 'before', 'second', ...aroundLaunch, ...aroundLaunch, 'after'])
  expect(fleet.said[0]).toMatch(/^one: `build` runs `sh -c echo build/)
})

test('equal commands of several servers run once on each side, and those of other folders run for themselves', async () => {
  const { note, server, notes, folder } = notebook()
  const define = (name: string, cwd?: string) =>
    server({
      name,
      env: { MARK: 'same' },
      build: note('build'),
      before: note('before'),
      after: note('after'),
      ...(cwd ? { cwd } : {}),
    })
  const head = [define('one'), define('two')]
  const fleet = open(head, [define('one', folder), define('two', folder)])
  await Promise.all([fleet.prepare(['one']), fleet.prepare(['two', 'one'])])
  await fleet.close()
  const count = (word: string) => notes().filter((line) => line === word).length
  expect([count('build'), count('before'), count('launch'), count('after')]).toEqual([2, 2, 4, 2])
  expect(fleet.said.filter((sentence) => sentence.startsWith('one in the base: `build`'))).toHaveLength(1)
})

test('a build that fails breaks the servers that need it, each with a sentence and the last lines; the others go on', async () => {
  const { note, server, notes } = notebook()
  const build = ['sh', '-c', 'echo main.go:3: undefined: x; exit 2']
  const fleet = open([
    server({ name: 'one', build, after: note('after') }),
    server({ name: 'two', build }),
    server({ name: 'three', build: note('build') }),
  ])
  const { broken } = await fleet.prepare(['one', 'two', 'three'])
  expect(broken.map(({ server: name, reason }) => [name, reason])).toEqual(
    ['one', 'two'].map((name) => [
      name,
      expect.stringMatching(
        new RegExp(
          `^Server "${name}" cannot be started: its .build. .*ended with exit code 2\\. .*\\n  \\| main.go:3: undefined: x$`,
          's',
        ),
      ),
    ]),
  )
  await fleet.close()
  // What was not begun has nothing to be cleaned up after.
  expect(notes()).toEqual(['build', 'launch'])
})

test('what belongs after runs although what belongs before failed, and a program that is missing is named', async () => {
  const { note, server, notes } = notebook()
  const fleet = open([
    server({ name: 'run', before: note('before', 'exit 1'), after: note('after') }),
    server({
      name: 'launch',
      before: { command: ['no-such-program'], each: 'launch' },
      after: { command: note('after-launch'), each: 'launch' },
    }),
  ])
  const { broken } = await fleet.prepare(['run', 'launch'])
  expect(broken.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/^Server "run" cannot be started: its `before` `sh .* ended with exit code 1\./),
    expect.stringMatching(/its `before` `no-such-program` could not be started \(ENOENT\)/),
  ])
  await fleet.close()
  expect(notes()).toEqual(['before', 'after-launch', 'after'])
})

test('what belongs after a launch runs when the server does not come up, and when it ends by itself', async () => {
  const { note, server, notes } = notebook()
  const after = { command: note('after'), each: 'launch' } as const
  const fleet = open([server({ name: 'gone', after }, 'exits-at-once'), server({ name: 'good', after })])
  await fleet.prepare(['gone'])
  expect(notes()).toEqual(['launch', 'after'])
  await fleet.prepare(['good'])
  const launched = await fleet.launch('good')
  process.kill(launched.pid, 'SIGKILL')
  await launched.exited
  await launched.stop()
  expect(notes().slice(-2)).toEqual(['launch', 'after'])
})

test('a step that takes too long is ended with all that it started', async () => {
  const { server } = notebook()
  const slow = server({
    name: 'slow',
    build: { command: ['sh', '-c', 'sleep 600 & echo waiting; sleep 600'], within: 0.3 },
  })
  const { broken } = await open([slow]).prepare(['slow'])
  expect(broken[0]?.reason).toMatch(/took longer than 0\.3 s \(`within`\), and was ended\..*\| waiting/s)
  expect(processesMarked(slow.env['MARK'])).toEqual([])
})

test('a step that takes too long takes nothing with it that another one left running', async () => {
  const { folder, server } = notebook()
  const pidFile = join(folder, 'pid')
  const service = ['sh', '-c', `setsid sleep 600 & echo $! > ${pidFile}`]
  const fleet = open([
    server({ name: 'slow', before: [service, { command: ['sleep', '600'], within: 0.3 }] }),
    server({ name: 'other', before: service }),
  ])
  const { broken } = await fleet.prepare(['slow', 'other'])
  expect(broken.map((one) => one.server)).toEqual(['slow'])
  const pid = Number(readFileSync(pidFile, 'utf8'))
  expect(isAlive(pid)).toBe(true)
  await fleet.close()
  expect(isAlive(pid)).toBe(false)
})

test('what a step leaves running is there until what belongs after has run, and is ended then', async () => {
  const { folder, note, server, notes } = notebook()
  const pidFile = join(folder, 'pid')
  const service = ['sh', '-c', `setsid sleep 600 & echo $! > ${pidFile}`]
  const isUp = note('up', `kill -0 $(cat ${pidFile}) && echo still >> ${join(folder, 'notes')}`)
  const fleet = open([server({ name: 'one', before: service, after: isUp })])
  await fleet.prepare(['one'])
  const pid = Number(readFileSync(pidFile, 'utf8'))
  expect(isAlive(pid)).toBe(true)
  await fleet.close()
  expect(notes()).toEqual(['launch', 'up', 'still'])
  expect(isAlive(pid)).toBe(false)
})

test('around a launch, commands have the port and the environment of the server; a build has no NODE_ENV of production', async () => {
  const { folder, server } = notebook()
  const print = (name: string, ...words: string[]) => [
    'sh',
    '-c',
    `echo "$@" "$PORT" "$NODE_ENV" "$OWN" "$MORE" > ${join(folder, name)}`,
    'sh',
    ...words,
  ]
  const one = server({
    name: 'one',
    port: 'free',
    env: { OWN: 'own' },
    build: print('build'),
    before: [print('run'), { command: print('launch', '{port}'), each: 'launch', env: { MORE: 'at-{port}' } }],
  })
  const fleet = open([one])
  await fleet.prepare(['one'])
  const { origin } = await fleet.launch('one')
  const { port } = new URL(origin)
  const read = (name: string) => readFileSync(join(folder, name), 'utf8').trim()
  expect(read('launch')).toBe(`${port} ${port} production own at-${port}`)
  expect(read('run')).toBe('production own')
  expect(read('build')).toBe('own')
})

test('a run that is given up ends the step under way, and runs what belongs after', async () => {
  const { note, server, notes } = notebook()
  const giveUp = new AbortController()
  const one = server({ name: 'one', before: note('before', 'sleep 600'), after: note('after') })
  const fleet = open([one], [], giveUp.signal)
  const preparing = fleet.prepare(['one'])
  const given = expect(preparing).rejects.toThrow('enough')
  await until(() => notes().includes('before'))
  giveUp.abort(new Error('enough'))
  await fleet.close()
  await given
  expect(notes()).toEqual(['before', 'after'])
  expect(processesMarked(one.env['MARK'])).toEqual([])
})

test('what fails afterwards is said with its last lines, and changes nothing else', async () => {
  const { server } = notebook()
  const after = ['sh', '-c', 'echo no such container; exit 1']
  const fleet = open([server({ name: 'one', after: [after, { command: after, each: 'launch' }] })])
  expect(await fleet.prepare(['one'])).toEqual({ skipped: [], broken: [] })
  await fleet.close()
  const sentence = expect.stringMatching(
    /^Server "one": its `after` `sh .* ended with exit code 1, so .*\| no such container$/s,
  )
  expect(fleet.said).toEqual([sentence, sentence])
})

test('where the command before a launch fails, the folder of its socket goes', async () => {
  const { server } = notebook()
  const before = [{ command: ['sh', '-c', 'exit 3'], each: 'launch' as const }]
  const definition = server({ socket: 'free', env: { SOCKET: '{socket}' }, before })
  await expect(launch(definition, { watchdog })).rejects.toMatchObject({ code: expect.any(String) as string })
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`loadgate-socket-${process.pid}-`))).toEqual([])
})
