import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { keepComment } from '../github/comment.ts'
import { gitHubOf, workflowRunOf } from '../github/environment.ts'
import { pullRequestOf } from '../github/pull-request.ts'
import { commentText, commentWithoutReport } from '../report/markdown.ts'
import { reportSchema, type Report } from '../model/report.ts'
import { visible } from '../report/visible.ts'
import { readArguments } from './arguments.ts'
import type { Streams } from './commands.ts'

export const usage = `Usage: npx loadgate comment DIR

In a GitHub workflow that runs on \`workflow_run\`: writes what a gate's run found into its pull request, as
one comment that is kept up to date. DIR holds the report.json that the run uploaded.

Nothing in DIR is believed or run. The pull request is the open one whose latest commit the run was about,
as GitHub says; the text is made anew from report.json, where every name shows as it is and does nothing.

It reads GITHUB_TOKEN (with \`pull-requests: write\`), GITHUB_REPOSITORY, GITHUB_EVENT_PATH and
GITHUB_API_URL, which GitHub sets but for the first.

Options:
  --help, -h  this text

Exit code: 0, also where there is no pull request to write to; 2 when the command could not do its work.

Example: npx loadgate comment report
`

/** Reports are below a megabyte; what is larger is none. */
const LARGEST = 20_000_000

export async function run(args: readonly string[], { stdout }: Streams): Promise<number> {
  const [folder] = readArguments('comment', args, {}, 1).positionals
  if (folder === undefined) throw new LoadgateError('no-file', messages.noFile({ command: 'comment' }))
  const [github, measured] = [gitHubOf(process.env), workflowRunOf(process.env)]
  const report = reportIn(join(folder, 'report.json'))
  const pull = await pullRequestOf(github, measured)
  if (pull === null) {
    stdout.write(`${messages.noPullRequest({ sha: measured.head_sha })}\n`)
    return 0
  }
  const done = await keepComment(
    github,
    pull,
    report ? commentText(report, measured.html_url) : commentWithoutReport(measured.html_url),
  )
  stdout.write(`${messages.commented({ done, pull })}\n`)
  return 0
}

/** Null where the run came to none. Throws LoadgateError for one that is none. */
function reportIn(file: string): Report | null {
  if (!existsSync(file)) return null
  try {
    if (statSync(file).size > LARGEST) throw new RangeError('too large')
    return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new LoadgateError('no-report-in', messages.noReportIn({ file: visible(file) }), { cause })
  }
}
