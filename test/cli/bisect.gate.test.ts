import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { repositoryIn } from '../base-ref/repository.ts'
import { letOthersFirst } from '../count/fixture.ts'
import { configText, leftIn, projectFolder, specText } from '../vitest/project-folder.ts'
import { program } from './command.ts'

letOthersFirst()

/** Prints its address, and answers after as many additions: on a bare socket, where a request takes a tenth of what it takes node:http. */
const app = (additions: number) => `
  const work = () => { let sum = 0; for (let count = 0; count < ${additions}; count += 1) sum = (sum + count) & 1023; return sum }
  const ANSWER = 'HTTP/1.1 200 OK\\r\\ncontent-length: 5\\r\\n\\r\\nhello'
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => {}).on('data', () => socket.write(work() < 0 ? '' : ANSWER))
  })
  server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/'))`

/**
 * A repository of seven commits, the third of which is guilty. The first is from before there was a gate, the fourth does not
 * start, and there is a change that is not committed.
 */
async function madeRepository(): Promise<string> {
  const folder = projectFolder({ servers: {} })
  const { git, commit } = repositoryIn(folder)
  const committed = async (subject: string, files: Readonly<Record<string, string>>) => {
    await commit(files)
    await git('commit', '--quiet', '--amend', '-m', subject)
  }
  const servers = { api: [] }
  const config = configText({ servers, definition: { command: ['node', 'app.cjs'] } })
  await git('init', '--quiet', '-b', 'main')
  await git('clean', '--quiet', '--force')
  await committed('Begin', { '.gitignore': '.loadgate/\n', 'app.cjs': app(100) })
  await committed('Add the gate', { 'vitest.config.ts': config, 'gate.perf.ts': specText(['api']) })
  await committed('Loop more', { 'app.cjs': app(1_000) })
  await committed('Break it', { 'app.cjs': 'process.exit(7)' })
  await committed('Mend it', { 'app.cjs': app(1_000) })
  for (const subject of ['Tidy', 'Tidy again']) await committed(subject, { [subject]: '' })
  await execa('touch', [join(folder, 'not committed')])
  return folder
}

const start = (folder: string, command: string, args: readonly string[]) =>
  execa(command, args, {
    cwd: folder,
    env: { TMPDIR: folder, NO_COLOR: '1' },
    reject: false,
    all: true,
    stdin: 'ignore',
  })

const worktreesIn = (folder: string) =>
  readdirSync(join(folder, '.loadgate', 'against')).filter((name) => name.startsWith('base-'))

test(
  'a search that is interrupted leaves nothing, goes on from what is kept, and names the commit, as git bisect does',
  { timeout: 900_000 },
  async () => {
    const folder = await madeRepository()
    const { git } = repositoryIn(folder)

    const unknown = await start(folder, process.execPath, [program, 'bisect', 'v9'])
    expect([unknown.exitCode, unknown.stdout]).toEqual([2, ''])
    expect(unknown.stderr).toMatch(/^There is no commit "v9" in this repository\. Correct GOOD \(.*\)\.$/)

    const interrupted = start(folder, process.execPath, [program, 'bisect', 'main~6'])
    interrupted.stdout!.on('data', (text: Buffer) => {
      if (text.includes('  Begin')) interrupted.kill('SIGINT')
    })
    const { exitCode, stdout: begun, stderr: said } = await interrupted
    expect([exitCode, said]).toEqual([130, expect.stringMatching(/Interrupted\. What was counted is kept/)])
    expect(begun).toMatch(
      /^small · api: 7 commits from main~6 to HEAD\nThe working tree has changes.*\n {3}1 .*Begin$/s,
    )
    expect([await leftIn(folder), worktreesIn(folder)]).toEqual([[], []])
    expect((await git('worktree', 'list')).split('\n')).toHaveLength(1)

    const found = await start(folder, process.execPath, [program, 'bisect', 'main~6', '--server', 'api'])
    expect(found.exitCode, found.all).toBe(0)
    expect(found.stdout).toMatch(/^ {3}2 .* Changes that are not committed$/m)
    expect(found.stdout).toMatch(/^ {3}3 .* skipped: Server "api" ended with exit code 7/m)
    expect(found.stdout).toMatch(
      /^[0-9a-f]{9} made api heavier: \+\d+(\.\d+)? % ±\S+ instructions per request\n {2}Loop more \(A Person, /m,
    )
    expect(found.stdout).toMatch(/^ {2}where {2}\+\S+ {2}app\.cjs:2 work/m)
    expect(found.stdout).toMatch(/^4 commits counted in .*, 1 kept from before\.$/m)
    expect([await leftIn(folder), worktreesIn(folder)]).toEqual([[], []])

    await git('bisect', 'start', 'main~4', 'main~6')
    const stepped = await start(folder, 'git', ['bisect', 'run', process.execPath, program, 'bisect-step'])
    expect(stepped.exitCode, stepped.all).toBe(0)
    expect(stepped.all).toMatch(/^good .* Add the gate$/m)
    expect(stepped.all).toMatch(/is the first bad commit[^]*Loop more/)
    expect([await leftIn(folder), worktreesIn(folder)]).toEqual([[], []])

    await git('bisect', 'reset')
    const history = await start(folder, process.execPath, [program, 'history', '--count', 'main~6..main~4'])
    expect(history.exitCode, history.all).toBe(0)
    expect(history.stdout).toMatch(
      /^small · api: 3 of 3 commits.*\n.* Begin\n.* Add the gate\n.* Loop more\n\n\+.* by \S+ Loop more/,
    )
    expect(history.stdout).toMatch(
      /^3 commits counted in .*, all of them kept from before\.\nDrawn in \.loadgate\/history\.html$/m,
    )
    expect(readFileSync(join(folder, '.loadgate', 'history.html'), 'utf8')).toContain('Loop more')
  },
)
