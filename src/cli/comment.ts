import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gitHubFrom, findPullRequest, readWorkflowRun, writeComment } from '../github/api.ts'
import { LoadgateError } from '../model/error.ts'
import { reportSchema, type Report } from '../model/report.ts'
import { commentText, commentWithoutReport } from '../report/markdown.ts'
import { visible } from '../report/safe.ts'
import { readArguments, type Streams } from './command.ts'
import { messages } from './messages.ts'

export const usage = `Usage: npx loadgate comment DIR

For a GitHub workflow that runs on \`workflow_run\`: posts the result of a gate's run on its pull request, in
one comment that later runs update. DIR contains the report.json that the run uploaded.

The contents of DIR are not trusted, and nothing in it is executed. The command asks GitHub for the open
pull request whose latest commit the run measured. It writes the text itself from report.json, and escapes
every name.

It reads GITHUB_TOKEN (with \`pull-requests: write\`), GITHUB_REPOSITORY, GITHUB_EVENT_PATH and
GITHUB_API_URL. GitHub sets all of them but the first.

Options:
  --help, -h  show this text

Exit code: 0, also when there is no pull request to comment on; 2 when the command could not do its work.

Example: npx loadgate comment report
`

/** Bytes. Real reports are below a megabyte. */
const LARGEST_REPORT = 20_000_000

export async function run(args: readonly string[], { stdout }: Streams): Promise<number> {
  const [folder] = readArguments('comment', args, {}, 1).positionals
  if (folder === undefined) throw new LoadgateError('no-folder', messages.noFolder)
  const github = gitHubFrom(process.env)
  const measured = readWorkflowRun(process.env)
  const report = readReport(join(folder, 'report.json'))
  const pull = await findPullRequest(github, measured)
  if (pull === null) {
    stdout.write(`${messages.noPullRequest({ sha: measured.head_sha })}\n`)
    return 0
  }
  const text = report ? commentText(report, measured.html_url) : commentWithoutReport(measured.html_url)
  const done = await writeComment(github, pull, text)
  stdout.write(`${messages.commented({ done, pull })}\n`)
  return 0
}

/** Null when the run wrote no report. Throws LoadgateError when the file is not a report. */
function readReport(file: string): Report | null {
  if (!existsSync(file)) return null
  try {
    if (statSync(file).size > LARGEST_REPORT) throw new RangeError('too large')
    return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new LoadgateError('not-a-report', messages.notAReport({ file: visible(file) }), { cause })
  }
}
