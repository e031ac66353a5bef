import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, onTestFinished, test } from 'vitest'
import { programBeside } from '../../src/host/own-package.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

test('a program beside a module has its ending, in a folder of any name', () => {
  expect(programBeside('file:///a%20b/%C3%A9%25/main.ts', 'embedded/worker')).toBe('/a b/é%/embedded/worker.ts')
  expect(programBeside('file:///package/dist/main.js', './worker')).toBe('/package/dist/worker.js')
})

test('all programs start from a folder with a space in its name', async () => {
  const folder = join(realpathSync(mkdtempSync(join(tmpdir(), 'loadgate-programs-'))), 'a folder with 100%25 spaces')
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true }))
  const programs = join(folder, 'test/fixtures/host')
  mkdirSync(programs, { recursive: true })
  for (const name of ['package.json', 'src']) cpSync(join(project, name), join(folder, name), { recursive: true })
  symlinkSync(realpathSync(join(project, 'node_modules')), join(folder, 'node_modules'))
  cpSync(join(project, 'test/fixtures/host/start-programs.ts'), join(programs, 'start-programs.ts'))
  cpSync(join(project, 'test/fixtures/server/answers.ts'), join(programs, 'server.ts'))
  const { stdout } = await execa(process.execPath, ['start-programs.ts'], { cwd: programs, timeout: 50_000 })
  expect(JSON.parse(stdout)).toEqual([
    'watchdog',
    'preload',
    'autocannon',
    'undici',
    'definitions',
    'setup',
    'self-test',
  ])
})

test('no path is taken from the pathname of a URL, which keeps blanks as %20', () => {
  const found = ['src', 'test', 'bench', 'perf', 'servers'].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && file !== 'host/programs.processes.test.ts')
      .map((file) => join(folder, file))
      .filter((file) => readFileSync(join(project, file), 'utf8').includes('import.meta.url).pathname')),
  )
  expect(found).toEqual([])
})
