import { basename, dirname, relative } from 'node:path'
import { gitHubFrom, GitHubError, hasPullRequest, request } from '../github/api.ts'
import { messages as githubMessages } from '../github/messages.ts'
import { gitIn } from '../host/git.ts'
import { COUNTED_FOLDER } from '../baseline/files.ts'
import { slugOf, thisMachine } from '../host/machine.ts'
import { LoadgateError } from '../model/error.ts'
import { visible } from '../report/safe.ts'
import { readArguments, BASELINES, type Streams } from './command.ts'
import { messages } from './messages.ts'

const OPTIONS = { baselines: { type: 'string' }, base: { type: 'string' } } as const

export const usage = `Usage: npx loadgate propose [options]

For a GitHub workflow, after \`npm run baseline:update\`: commits the changed files in the baselines' folder to
a branch, pushes it, and opens a pull request. If one is open already, the push updates it.

It reads GITHUB_TOKEN (with \`contents: write\` and \`pull-requests: write\`), GITHUB_REPOSITORY, GITHUB_API_URL
and GITHUB_REF_NAME. GitHub sets all of them but the first.

Options:
  --baselines DIR  the folder of the baselines (default: ${BASELINES})
  --base BRANCH    the branch to merge into (default: GITHUB_REF_NAME)
  --help, -h       show this text

Exit code: 0, also when nothing changed; 2 when the command could not do its work.

Example: npx loadgate propose --base main
`

const BOT = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' } as const

export async function run(args: readonly string[], { stdout }: Streams): Promise<number> {
  const { values } = readArguments('propose', args, OPTIONS)
  const folder = values.baselines ?? BASELINES
  const base = values.base ?? process.env['GITHUB_REF_NAME']
  if (!base) throw new LoadgateError('missing-variable', githubMessages.missingVariable({ name: 'GITHUB_REF_NAME' }))
  const github = gitHubFrom(process.env)
  if ((await git(['status', '--porcelain', '--', folder])) === '') {
    stdout.write(`${messages.nothingToPropose({ folder: visible(folder) })}\n`)
    return 0
  }
  await git(['add', '--', folder])
  const machines = await machinesIn(folder)
  const [machine = ''] = machines
  const branch = `loadgate/baselines-${machines.length === 1 ? machine : slugOf(machines.join(' '))}`
  const title = messages.proposedTitle({ machines })
  await git(['switch', '--quiet', '--force-create', branch])
  await git(['-c', `user.name=${BOT.name}`, '-c', `user.email=${BOT.email}`, 'commit', '--quiet', '--message', title])
  await git(['push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`], authorization(github.token))
  const opened = await openPullRequest({ title, head: branch, base, body: messages.proposedBody({ machines }) })
  stdout.write(`${messages.proposed({ opened, branch: visible(branch) })}\n`)
  return 0

  async function openPullRequest(pull: { title: string; head: string; base: string; body: string }): Promise<boolean> {
    try {
      await request(github, 'POST', 'pulls', pull)
      return true
    } catch (error) {
      // One may be open already, which shows the branch that was just pushed. GitHub refuses others with this status, too.
      if (error instanceof GitHubError && error.status === 422 && (await hasPullRequest(github, pull.head)))
        return false
      throw error
    }
  }
}

/** The kinds of machine whose baselines changed, which may not be this one: shards record elsewhere. */
async function machinesIn(folder: string): Promise<readonly string[]> {
  const files = (await git(['diff', '--cached', '--name-only', '--relative', '--', folder])).split('\n')
  const folders = files.map((file) => basename(dirname(relative(folder, file))))
  const machines = [...new Set(folders)].filter((name) => name !== COUNTED_FOLDER && name !== '.').toSorted()
  return machines.length > 0 ? machines : [thisMachine().id]
}

/** In environment variables, because every process of the machine can read a command line. */
function authorization(token: string): Record<string, string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  }
}

async function git(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { succeeded, stdout, stderr } = await gitIn(process.cwd(), { env })(...args)
  if (!succeeded)
    throw new LoadgateError(
      'git-failed',
      messages.gitFailed({
        command: args[0] === '-c' ? 'commit' : (args[0] ?? ''),
        output: visible(stderr.trim().split('\n').at(-1) ?? ''),
      }),
    )
  return stdout.trim()
}
