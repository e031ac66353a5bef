import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, onTestFinished, test } from 'vitest'
import { workflowText } from '../../src/cli/init/workflow.ts'
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

test('the workflow that posts the comment waits for one that has the name of the examples', () => {
  const [, waitsFor] = /^ +workflows: \[(.*)\]$/m.exec(text('perf-comment.yml')) ?? []
  expect(text('perf.yml')).toContain(`name: ${waitsFor}\n`)
  const guide = readFileSync(join(root, 'docs', 'ci.md'), 'utf8')
  const examples = [...guide.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, example = '']) => example)
  expect(examples.map((example) => /^name: (.*)$/m.exec(example)?.[1])).toEqual([waitsFor, waitsFor])
  expect(guide).toContain(`\`workflows: [${waitsFor}]\``)
})

test('the workflow that init writes has the name that the guide says', () => {
  const options = {
    packageManager: 'npm',
    install: 'npm ci',
    folder: '',
    root: '',
    servers: 'perf/servers.js',
  } as const
  const [, name] = /^name: (.*)$/m.exec(workflowText({ ...options, setUp: [] })) ?? []
  expect(readFileSync(join(root, 'docs', 'ci.md'), 'utf8')).toContain(`so write \`workflows: [${name}]\``)
})

/** What the step that installs valgrind runs, in each file that has one. */
const installs = new Map(
  ['action.yml', '.github/workflows/baseline.yml', '.github/workflows/ci.yml'].map((file) => {
    const [, script = ''] =
      /- name: Install valgrind\n +shell: bash\n +run: \|\n((?: {8,}.*\n)+)/.exec(
        readFileSync(join(root, file), 'utf8'),
      ) ?? []
    return [file, script.replaceAll(/^ +/gm, '')]
  }),
)

/** Runs the step with these programs alone, which write down how they were called. */
async function install(programs: Readonly<Record<string, number>>) {
  const place = mkdtempSync(join(tmpdir(), 'loadgate-workflow-'))
  onTestFinished(() => rmSync(place, { recursive: true }))
  for (const [name, code] of Object.entries(programs))
    writeFileSync(join(place, name), `#!/bin/sh\necho "$*" >> ${join(place, 'calls')}\nexit ${code}\n`, { mode: 0o755 })
  const { exitCode, stdout } = await execa(
    '/bin/bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', installs.get('action.yml') ?? ''],
    { env: { PATH: place }, extendEnv: false, reject: false },
  )
  const calls = existsSync(join(place, 'calls')) ? readFileSync(join(place, 'calls'), 'utf8').trim().split('\n') : []
  return { exitCode, calls, stdout }
}

describe('the step that installs valgrind', () => {
  test('is the same wherever the gate runs or records', () => {
    expect(new Set(installs.values()).size).toBe(1)
    expect(installs.get('action.yml')).toContain('apt-get install')
  })

  test('asks apt-get', async () => {
    const { exitCode, calls } = await install({ sudo: 0, 'apt-get': 1 })
    expect([exitCode, calls]).toEqual([
      0,
      ['-n apt-get update -qq', '-n apt-get install -y -qq --no-install-recommends valgrind'],
    ])
  })

  test('does nothing where it is there already, or without sudo or apt-get', async () => {
    for (const programs of [{ valgrind: 0, sudo: 0, 'apt-get': 0 }, { 'apt-get': 0 }, { sudo: 0 }])
      expect(await install(programs)).toMatchObject({ exitCode: 0, calls: [] })
  })

  test('does not fail when that fails', async () => {
    expect(await install({ sudo: 1, 'apt-get': 1 })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('could not be installed') as string,
    })
  })
})
