import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { guessedChoices } from '../../../src/cli/init/definition.ts'
import { readFlags } from '../../../src/cli/init/flags.ts'
import { messages } from '../../../src/cli/init/messages.ts'
import { planFiles } from '../../../src/cli/init/plan.ts'
import { lookAround } from '../../../src/cli/init/surroundings.ts'
import { contentText, endText, listText } from '../../../src/cli/init/text.ts'
import { isWritten, writeFiles } from '../../../src/cli/init/write.ts'
import { displayWidth, type Screen } from '../../../src/report/screen.ts'
import { filesIn, folderOf } from './folders.ts'
import { PROJECTS, WORKSPACE, type Files } from './projects.ts'

const FOLDERS = [
  ...Object.entries(PROJECTS).map(([name, files]) => ({ name, files, below: '' })),
  { name: 'workspace', files: WORKSPACE.files, below: WORKSPACE.folder },
]

async function plan(folder: string, args: readonly string[] = []) {
  const surroundings = { ...(await lookAround(folder)), way: '' }
  const entries = planFiles(surroundings, guessedChoices(readFlags(args), surroundings.seen))
  const text = (screen: Screen) =>
    contentText(entries, screen, true) +
    listText(messages.wouldWrite, entries, screen) +
    endText(entries, surroundings, null, screen)
  return { entries, text }
}

/** Read them before you accept a change with `-u`. */
test.for(FOLDERS)('what is written in the $name project is as in its golden file', async ({ name, files, below }) => {
  const { text } = await plan(join(folderOf(files), below))
  await expect(text({ columns: 120, colour: false })).toMatchFileSnapshot(`golden/${name}.txt`)
})

test.for(FOLDERS)('a second run changes nothing in the $name project', async ({ files, below }) => {
  const root = folderOf(files)
  const folder = join(root, below)
  const first = await plan(folder)
  writeFiles(folder, first.entries.filter(isWritten))
  const written = filesIn(root)
  for (const { path } of first.entries.filter(isWritten)) expect(Object.keys(written)).toContain(join(below, path))
  const second = await plan(folder)
  expect(second.entries.filter(isWritten)).toEqual([])
  expect(Object.keys(written)).not.toContain(expect.stringContaining('.loadgate-'))
})

test('what is there stays, whatever is in it: a second run adds only what is missing', async () => {
  const folder = folderOf(PROJECTS.express)
  const { entries } = await plan(folder)
  writeFiles(folder, entries.filter(isWritten))
  const edited: Files = {
    ...filesIn(folder),
    'perf/servers.mjs': '// mine\n',
    'vitest.config.mjs': '// mine, without loadgate/config\n',
  }
  const { 'perf/shop.perf.js': _gone, ...rest } = edited
  const again = await plan(folderOf(rest))
  expect(again.entries.filter(isWritten).map(({ kind, path }) => [kind, path])).toEqual([['new', 'perf/shop.perf.js']])
})

test.for(FOLDERS)(
  'no line about the $name project is wider than the terminal, but for what is in the files',
  async ({ files, below }) => {
    const surroundings = { ...(await lookAround(join(folderOf(files), below))), way: '' }
    const entries = planFiles(surroundings, guessedChoices(readFlags([]), surroundings.seen))
    for (const columns of [60, 80, 120]) {
      const screen = { columns, colour: true }
      const lines = (
        listText(messages.wouldWrite, entries, screen) + endText(entries, surroundings, null, screen)
      ).split('\n')
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
    }
  },
)

test('colours only repeat what the words say', async () => {
  const { text } = await plan(folderOf(PROJECTS['config-unclear']))
  expect(stripVTControlCharacters(text({ columns: 80, colour: true }))).toBe(text({ columns: 80, colour: false }))
})

test('what the root of a workspace has installed is not added to a package', async () => {
  const root = JSON.stringify({ workspaces: ['packages/*'], devDependencies: { loadgate: '^0.1.0', vitest: '^5.0.0' } })
  const own = JSON.stringify({ name: 'api', scripts: { 'test:perf': 'vitest', 'baseline:update': 'vitest' } })
  const folder = folderOf({ '.git/HEAD': '', 'package.json': root, 'packages/api/package.json': own })
  const { entries } = await plan(join(folder, 'packages/api'))
  expect(entries.find(({ path }) => path === 'package.json')?.kind).toBe('kept')
})

test('what the user says goes before what is seen', async () => {
  const args = [
    '--command',
    "php -S 'localhost:{port}'",
    '--build',
    'make',
    '--path',
    '/a',
    '--name',
    'other',
    '--port',
    '8123',
  ]
  const { entries } = await plan(folderOf(PROJECTS.go), args)
  const text = entries
    .flatMap((entry) => (entry.kind === 'new' && entry.path.startsWith('perf/') ? entry.text : []))
    .join('')
  expect(text).toContain(
    "name: 'other',\n    build: ['make'],\n    command: ['php', '-S', 'localhost:{port}'],\n    port: 8123,\n    ready: '/a',",
  )
  expect(text).toContain("scenario('GET /a', {\n  servers: ['other'],\n  request: { path: '/a' },")
})
