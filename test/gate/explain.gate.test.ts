import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { letOthersFirst, reason, valgrind } from '../count/fixture.ts'
import { projectFolder, runGate } from '../vitest/project-folder.ts'

/** On a bare socket, where a request takes a tenth of what it takes node:http. */
const SERVER = `import { createServer } from 'node:net'

function add(list) {
  return list.reduce((sum, one) => sum + one, 0)
}

function answer() {
  const list = Array.from({ length: 200 }, (_, index) => index)
  return String(add(list))
}

const server = createServer((socket) => {
  const send = () => socket.write('HTTP/1.1 200 OK\\r\\ncontent-length: 5\\r\\n\\r\\n' + answer())
  socket.on('error', () => {}).on('data', send)
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))
`

/** The same, but its answer takes the sum three times. */
const HEAVIER = SERVER.replace('String(add(list))', 'String((add(list) + add(list) + add(list)) / 3)')

async function repository(): Promise<string> {
  const folder = projectFolder({
    servers: { sums: [] },
    definition: { command: ['node', 'server.mjs'] },
  })
  writeFileSync(join(folder, 'server.mjs'), SERVER)
  writeFileSync(join(folder, '.gitignore'), '.loadgate\n')
  const git = (...args: string[]) =>
    execa('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: folder })
  await git('init', '--quiet')
  await git('add', '.')
  await git('commit', '--quiet', '-m', 'first')
  return folder
}

/** Of the first function that is named: which, and why; and what the functions do not add up to, as a share of the change. */
async function explained(folder: string, env: Readonly<Record<string, string>>) {
  const { exitCode, output, report } = await runGate(folder, {
    LOADGATE_COUNT: 'only',
    LOADGATE_EXPLAIN: 'red',
    ...env,
  })
  const [where] = report?.where ?? []
  const { before, now } = where?.total ?? {}
  const unexplained = Math.abs((where?.unexplained ?? NaN) / ((now ?? NaN) - (before ?? NaN)))
  return { exitCode, output, first: where?.functions[0], unexplained }
}

const GUILTY = /^ {2}where {2,}\+\S+ {2}server\.mjs:7 answer +calls add 1 → 3 times$/m

test.skipIf(valgrind === '')(
  `a red count names the function that does its work three times${reason}`,
  { timeout: 300_000 },
  async () => {
    letOthersFirst()
    const folder = await repository()
    writeFileSync(join(folder, 'server.mjs'), HEAVIER)
    const red = await explained(folder, { LOADGATE_AGAINST: 'HEAD' })
    expect(red.exitCode, red.output).toBe(1)
    expect(red.output).toMatch(GUILTY)
    expect(red.first).toMatchObject({ name: 'answer', file: 'server.mjs', mark: null })
    expect(red.unexplained).toBeLessThan(0.01)
  },
)
