import type { PackageManager } from './place.ts'

export type WorkflowOptions = {
  readonly packageManager: PackageManager
  /** What installs the packages exactly as the lock file says. */
  readonly install: string
  /** The folders of the package and of the lock file, from the repository's root; empty for the root itself. */
  readonly folder: string
  readonly root: string
  /** From the package: a file that a ref with loadgate in it has. */
  readonly servers: string
  /** Commands that install what the server needs besides, with what they are for. */
  readonly setUp: readonly { readonly name: string; readonly run: string }[]
}

const ACTIONS = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  node: 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  upload: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
} as const

/** The workflow that holds a pull request against its base branch, both on one runner. */
export function workflowText({ packageManager, install, folder, root, servers, setUp }: WorkflowOptions): string {
  const below = folder === '' ? '' : `${folder}/`
  const steps = setUp.flatMap(({ name, run }) => [`      - name: ${name}`, ...within(folder), ...block(run)])
  return `name: loadgate

on: pull_request

permissions:
  contents: read

concurrency:
  group: loadgate-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  gate:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: ${ACTIONS.checkout}
        with:
          # The merge that GitHub made for this pull request, and the commit of the base branch that it starts from.
          fetch-depth: 2
          persist-credentials: false
      - uses: ${ACTIONS.node}
        with:
          node-version: 24
      - name: Install valgrind, which counts instructions
        run: sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends valgrind
${[...steps, '      - name: Install the packages', ...within(root), ...block(install)].join('\n')}
      - name: Compare with the base branch
${within(folder)
  .map((line) => `${line}\n`)
  .join('')}        env:
          # The base branch as it is in that merge: later commits there are on neither side.
          BASE: HEAD^1
        run: |
          # A branch without loadgate has nothing to compare with. The committed baselines decide then.
          if git cat-file -e "$BASE:${below}${servers}" 2> /dev/null; then export LOADGATE_AGAINST="$BASE"; fi
          ${packageManager} run test:perf
      - if: \${{ !cancelled() }}
        uses: ${ACTIONS.upload}
        with:
          name: loadgate-report
          path: ${below}.loadgate/report.*
          if-no-files-found: ignore
          include-hidden-files: true
`
}

function within(folder: string): readonly string[] {
  return folder === '' ? [] : [`        working-directory: ${folder}`]
}

function block(run: string): readonly string[] {
  const lines = run.split('\n')
  return lines.length === 1 ? [`        run: ${run}`] : ['        run: |', ...lines.map((line) => `          ${line}`)]
}
