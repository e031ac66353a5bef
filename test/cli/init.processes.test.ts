import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { freePort } from '../server/fixture.ts'
import { command, program } from './command.ts'
import { filesIn, folderOf } from './init/folders.ts'
import { PROJECTS, WORKSPACE, type Files } from './init/projects.ts'

/** Servers that need nothing but Node and Python. */
const server = (answer: string) =>
  `require('node:http').createServer((request, response) => { ${answer} }).listen(process.env.PORT, '127.0.0.1')\n`

const project = (answer: string, more: Files = {}): Files => ({
  '.git/HEAD': 'ref: refs/heads/main\n',
  'package.json': JSON.stringify({
    name: 'shop',
    scripts: { start: 'node server.js' },
    devDependencies: { loadgate: '1', vitest: '5' },
  }),
  'server.js': server(answer),
  ...more,
})

const init = (folder: string, ...args: readonly string[]) => command(['init', ...args], { cwd: folder })

test('without a terminal nothing is asked: the server is started once, what it does is told, and all files are written', async () => {
  const folder = folderOf(project("response.end('hello')"))
  const { exitCode, stdout, stderr } = await init(folder)
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(
    /^It answered with status 200 and 5 bytes at http:\/\/127\.0\.0\.1:\d+, \d+\.\d s after its start\.$/m,
  )
  expect(stdout).toContain('It gave the same bytes 5 times')
  expect(stdout).toContain('It keeps its connections open.')
  expect(stdout).toMatch(/^Instructions (can be|are not) counted here/m)
  expect(stdout.split('\n').at(-1)).toBe('  npm run test:perf')
  expect(Object.keys(filesIn(folder))).toEqual([
    '.git/HEAD',
    '.github/workflows/loadgate.yml',
    '.gitignore',
    'package.json',
    'perf/servers.mjs',
    'perf/shop.perf.js',
    'server.js',
    'vitest.config.mjs',
  ])
  const written = filesIn(folder)
  const again = await init(folder)
  expect([again.exitCode, again.stdout.split('\n')[0]]).toEqual([
    0,
    'Everything is there already, and nothing was changed:',
  ])
  expect(filesIn(folder)).toEqual(written)
})

test('where answers differ, the load test gets the check that fits, and the sentence says which', async () => {
  const folder = folderOf(project("response.end(JSON.stringify({ id: Math.random(), name: 'x' }))"))
  const { exitCode, stdout } = await init(folder)
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining("`expect: { json: { ignore: ['id'] } }`")])
  expect(filesIn(folder)['perf/shop.perf.js']).toContain(
    "request: { path: '/', expect: { json: { ignore: ['id'] } } },",
  )
})

test('a server that closes its connections is said to', async () => {
  const folder = folderOf(project("response.setHeader('connection', 'close').end('hello')"))
  expect((await init(folder)).stdout).toContain('It closes its connections.')
})

const listensOn = (port: string) => server("response.end('hello')").replace('process.env.PORT', port)

test('a port that the script gives as an argument becomes a free one, and a server with a port of its own is told what that costs', async () => {
  const argument = folderOf(
    project('', {
      'package.json': JSON.stringify({ name: 'shop', scripts: { start: 'node server.js --port 3000' } }),
      'server.js': listensOn('process.argv[3]'),
    }),
  )
  expect(await init(argument)).toMatchObject({ exitCode: 0, stdout: expect.not.stringContaining('in every launch') })
  expect(filesIn(argument)['perf/servers.mjs']).toContain("command: ['node', 'server.js', '--port', '{port}'],")

  const port = await freePort()
  const fixed = folderOf(project('', { 'server.js': listensOn(String(port)) }))
  expect((await init(fixed)).stdout).toContain(
    `It listens on ${port} in every launch, so it cannot be compared with another git ref`,
  )
})

test('--dry-run shows every file in full, and writes nothing', async () => {
  const folder = folderOf(project("response.end('hello')"))
  const before = filesIn(folder)
  const { exitCode, stdout } = await init(folder, '--dry-run')
  expect([exitCode, filesIn(folder)]).toEqual([0, before])
  expect(stdout).toContain("+     command: ['node', 'server.js'],")
  expect(stdout).toContain('+       - name: Compare with the base branch')
})

test.for([
  ['ends', "node -e 'process.exit(3)'", /Server "shop" ended with exit code 3/],
  ['is not installed', 'no-such-program', /there is no program no-such-program/],
] as const)(
  'when the server %s, the files are written all the same, and the exit code is 1',
  async ([, line, reason]) => {
    const folder = folderOf(project(''))
    const { exitCode, stdout } = await init(folder, '--command', line)
    expect(exitCode).toBe(1)
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(reason)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('The server has not answered yet. Correct perf/servers.mjs')
    expect(Object.keys(filesIn(folder))).toContain('perf/servers.mjs')
  },
)

test('a configuration that is no program: nothing is written, and the lines to paste are shown', async () => {
  const folder = folderOf(project("response.end('hello')", { 'vitest.config.ts': 'export default {' }))
  const before = filesIn(folder)
  const { exitCode, stdout, stderr } = await init(folder)
  expect([exitCode, filesIn(folder)]).toEqual([2, before])
  expect(stdout).toContain('+ test: { projects: [')
  expect(stderr).toMatch(/^vitest\.config\.ts is no valid program, so nothing was written; .*[.]$/)
})

test('a configuration that cannot be changed safely: the rest is written, the lines to paste are shown, and the exit code is 1', async () => {
  const files: Files = {
    ...PROJECTS['config-unclear'],
    'server.js': `import http from 'node:http'\nhttp.createServer((_, response) => response.end('hello')).listen(process.env.PORT, '127.0.0.1')\n`,
  }
  const folder = folderOf(files)
  const { exitCode, stdout } = await init(folder)
  expect(exitCode).toBe(1)
  expect(stdout).toContain('Paste this into vitest.config.ts by hand:')
  expect(filesIn(folder)).toMatchObject({
    'vitest.config.ts': files['vitest.config.ts'],
    'perf/shop.perf.ts': expect.any(String) as string,
  })
})

/** Root may write everywhere, without this. */
const AS_OTHERS = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search']
const isRoot = process.getuid?.() === 0
const cannotDrop = isRoot && (await execa('setpriv', ['--version'], { reject: false })).failed

test.skipIf(cannotDrop)(
  `a folder that nothing can be written to is refused at once${cannotDrop ? ' (skipped: root without setpriv)' : ''}`,
  async () => {
    const folder = folderOf(project("response.end('hello')"))
    chmodSync(folder, 0o555)
    const [first = '', ...args] = [...(isRoot ? AS_OTHERS : []), process.execPath, program, 'init']
    const { exitCode, stdout, stderr } = await execa(first, args, { cwd: folder, reject: false, stdin: 'ignore' })
    chmodSync(folder, 0o755)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/cannot be written to \(EACCES\), so nothing was written; .*--dry-run.*[.]$/)
  },
)

test('in a package of a workspace, the workflow goes to the root of the repository', async () => {
  const main = `import http from 'node:http'\nhttp.createServer((_, response) => response.end('hello')).listen(process.env.PORT, '127.0.0.1')\n`
  const root = folderOf({ ...WORKSPACE.files, 'packages/api/src/main.js': main })
  const { exitCode } = await command(['init', '--dir', WORKSPACE.folder], { cwd: root })
  expect(exitCode).toBe(0)
  const workflow = filesIn(root)['.github/workflows/loadgate.yml']
  expect(workflow).toContain('working-directory: packages/api')
  expect(workflow).toContain('path: packages/api/.loadgate/report.*')
  expect(filesIn(join(root, 'packages/api'))).toMatchObject({ 'vitest.config.js': expect.any(String) as string })
})

test('in a second package of a workspace, it says that the workflow of the first does not run it', async () => {
  const main = `import http from 'node:http'\nhttp.createServer((_, response) => response.end('hello')).listen(process.env.PORT, '127.0.0.1')\n`
  const workflow = 'working-directory: packages/api-two\npath: packages/api-two/.loadgate/report.*\n'
  const files = { ...WORKSPACE.files, 'packages/api/src/main.js': main, '.github/workflows/loadgate.yml': workflow }
  const root = folderOf(files)
  const { exitCode, stdout } = await command(['init', '--dir', WORKSPACE.folder], { cwd: root })
  expect(exitCode).toBe(0)
  expect(stdout).toContain('is there already, and stays as it is: it does not run packages/api.')
  expect(filesIn(root)['.github/workflows/loadgate.yml']).toBe(workflow)
})

test('a repository in Python without package.json gets a small one', async () => {
  const main = `import os\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\n\nclass Handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.send_response(200)\n        self.send_header("content-length", "5")\n        self.end_headers()\n        self.wfile.write(b"hello")\n\nHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()\n`
  const folder = folderOf({ '.git/HEAD': '', 'requirements.txt': '', 'main.py': main })
  const { exitCode, stdout } = await init(folder)
  expect([exitCode, stdout.split('\n').at(-1)]).toEqual([0, '  npm install && npm run test:perf'])
  expect(JSON.parse(filesIn(folder)['package.json'] ?? '')).toMatchObject({ private: true, type: 'module' })
})
