import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, onTestFinished, test } from 'vitest'
import { actionlint, zizmor, type Tool } from './tools.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, '.github', 'workflows')
const workflows = readdirSync(folder)
const files = workflows.map((name) => join(folder, name))

const text = (name: string) => readFileSync(join(folder, name), 'utf8')

/** What no checker may let pass: a pull request's title in a script, and an action by its tag. */
const BAD = `on: pull_request_target
jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo \${{ github.event.pull_request.title }}
        nonsense: 1
`

function badWorkflow(): string {
  const place = mkdtempSync(join(tmpdir(), 'loadgate-workflow-'))
  onTestFinished(() => rmSync(place, { recursive: true }))
  const file = join(place, 'bad.yml')
  writeFileSync(file, BAD)
  return file
}

function nameWith(name: string, tool: Tool): string {
  return 'missing' in tool ? `${name}: ${tool.missing}` : name
}

const [lint, audit] = [await actionlint(), await zizmor()]

const run = (tool: Tool, args: readonly string[]) =>
  execa('program' in tool ? tool.program : '', args, { reject: false, all: true, cwd: root })

describe.skipIf('missing' in lint)(nameWith('actionlint', lint), () => {
  test('finds nothing in the workflows', async () => {
    expect((await run(lint, ['-no-color', ...files])).all).toBe('')
  })

  test('finds what is wrong', async () => {
    expect((await run(lint, ['-no-color', badWorkflow()])).all).toMatch(
      /potentially untrusted[^]*unexpected key "nonsense"/,
    )
  })
})

describe.skipIf('missing' in audit)(nameWith('zizmor', audit), () => {
  const args = ['--offline', '--no-progress', '--color=never']

  test('finds nothing in the workflows and in the action', async () => {
    const { exitCode, all } = await run(audit, [...args, ...files, join(root, 'action.yml')])
    expect([exitCode, all]).toEqual([0, expect.stringContaining('No findings to report')])
  })

  test('finds what is wrong', async () => {
    expect((await run(audit, [...args, badWorkflow()])).all).toMatch(
      /dangerous-triggers[^]*template-injection|template-injection[^]*dangerous-triggers/,
    )
  })
})

test('every action is pinned by the SHA of a commit, with its version beside it', () => {
  const used = [...workflows.map(text), readFileSync(join(root, 'action.yml'), 'utf8')].flatMap((one) =>
    [...one.matchAll(/uses: (.*)/g)].map(([, action]) => action),
  )
  expect(used.length).toBeGreaterThan(workflows.length)
  for (const action of used) expect(action).toMatch(/^\.\/( # .*)?$|^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
})

test('one workflow alone may write to pull requests of others, and it checks out nothing of theirs', () => {
  expect(
    workflows.filter((name) => text(name).includes('pull-requests: write') && text(name).includes('workflow_run:')),
  ).toEqual(['perf-comment.yml'])
  expect(workflows.filter((name) => text(name).includes('pull_request_target'))).toEqual([])
  expect(text('perf-comment.yml')).not.toMatch(/^\s+ref: /m)
})
