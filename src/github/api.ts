import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** How to reach a repository on GitHub. */
export type GitHub = {
  /** Such as `https://api.github.com`. */
  readonly api: string
  /** `owner/name`. */
  readonly repository: string
  readonly token: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/** From the variables that GitHub and the workflow set. Throws a LoadgateError that names a missing variable. */
export function gitHubFrom(env: Environment): GitHub {
  return {
    api: env['GITHUB_API_URL'] || 'https://api.github.com',
    repository: requireVariable(env, 'GITHUB_REPOSITORY'),
    token: requireVariable(env, 'GITHUB_TOKEN'),
  }
}

function requireVariable(env: Environment, name: string): string {
  const value = env[name]
  if (!value) throw new LoadgateError('missing-variable', messages.missingVariable({ name }))
  return value
}

/** GitHub answered with an error status. */
export class GitHubError extends LoadgateError {
  readonly status: number

  constructor(status: number, message: string) {
    super('github-refused', message)
    this.status = status
  }
}

const TIMEOUT_MS = 30_000

/**
 * The JSON of GitHub's answer; `path` is relative to the repository. Throws GitHubError with the status and GitHub's
 * message, and LoadgateError when GitHub cannot be reached.
 */
export async function request(
  github: GitHub,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await send(github, method, path, body)
  const content: unknown = await response.json().catch(() => null)
  if (!response.ok)
    throw new GitHubError(
      response.status,
      messages.gitHubRefused({ method, path, status: response.status, message: messageIn(content) }),
    )
  return content
}

async function send(
  { api, repository, token }: GitHub,
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  try {
    return await fetch(`${api}/repos/${repository}/${path}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-github-api-version': '2022-11-28',
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (cause) {
    const problem = (cause as Error).message
    throw new LoadgateError('github-unreachable', messages.gitHubUnreachable({ api, problem }), { cause })
  }
}

const refusalSchema = z.object({
  message: z.string(),
  errors: z
    .array(z.object({ message: z.string().optional(), field: z.string().optional(), code: z.string().optional() }))
    .catch([]),
})

/** What GitHub says is wrong, and of which fields: its message alone may be `Validation Failed`. */
function messageIn(content: unknown): string {
  const read = refusalSchema.safeParse(content)
  if (!read.success) return ''
  const details = read.data.errors.map(({ message, field = '', code = '' }) => message ?? `${field} ${code}`.trim())
  return [read.data.message, ...details.filter(Boolean)].join(': ')
}

const eventSchema = z.object({
  workflow_run: z.object({
    head_sha: z.string().regex(/^[0-9a-f]{40}$/),
    head_branch: z.string().min(1),
    /** Null when the fork is gone. */
    head_repository: z.object({ owner: z.object({ login: z.string().min(1) }) }).nullable(),
    html_url: z.url(),
    conclusion: z.string().nullable(),
  }),
})

/** The run that triggered a workflow on `workflow_run`. GitHub wrote it, so unlike the run's own files it can be trusted. */
export type WorkflowRun = z.output<typeof eventSchema>['workflow_run']

/** The run in the event that triggered this workflow. Throws LoadgateError when it was another event. */
export function readWorkflowRun(env: Environment): WorkflowRun {
  const file = requireVariable(env, 'GITHUB_EVENT_PATH')
  try {
    return eventSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).workflow_run
  } catch (cause) {
    throw new LoadgateError('no-workflow-run', messages.noWorkflowRun({ file }), { cause })
  }
}

const pullsSchema = z.array(z.object({ number: z.int().positive(), head: z.object({ sha: z.string() }) }))

/**
 * The number of the open pull request whose latest commit the run measured. Null when there is none, it has newer
 * commits, or its fork is gone. GitHub is asked, because the run's own files may claim anything.
 */
export async function findPullRequest(
  github: GitHub,
  { head_sha: sha, head_branch: branch, head_repository: repository }: WorkflowRun,
): Promise<number | null> {
  if (repository === null) return null
  const head = encodeURIComponent(`${repository.owner.login}:${branch}`)
  const open = pullsSchema.parse(await request(github, 'GET', `pulls?state=open&head=${head}&per_page=100`))
  return open.find((pull) => pull.head.sha === sha)?.number ?? null
}

/** Whether a pull request from this branch of the repository is open. */
export async function hasPullRequest(github: GitHub, branch: string): Promise<boolean> {
  const head = encodeURIComponent(`${github.repository.split('/')[0]}:${branch}`)
  return pullsSchema.parse(await request(github, 'GET', `pulls?state=open&head=${head}`)).length > 0
}

/** The invisible first line of our comment, by which later runs find it. */
const MARK = '<!-- loadgate -->'

const PER_PAGE = 100

const commentsSchema = z.array(
  z.object({ id: z.int().positive(), body: z.string().nullish(), user: z.object({ type: z.string() }).nullable() }),
)

/** Updates our comment on a pull request, or creates it. */
export async function writeComment(github: GitHub, pull: number, text: string): Promise<'updated' | 'created'> {
  const body = { body: `${MARK}\n${text}` }
  const known = await findComment(github, pull)
  if (known === null) await request(github, 'POST', `issues/${pull}/comments`, body)
  else await request(github, 'PATCH', `issues/comments/${known}`, body)
  return known === null ? 'created' : 'updated'
}

/** Only among comments of bots, so that no person's comment is ever replaced. */
async function findComment(github: GitHub, pull: number): Promise<number | null> {
  for (let page = 1; ; page += 1) {
    const path = `issues/${pull}/comments?per_page=${PER_PAGE}&page=${page}`
    const comments = commentsSchema.parse(await request(github, 'GET', path))
    const own = comments.find(({ body, user }) => user?.type === 'Bot' && body?.startsWith(MARK))
    if (own) return own.id
    if (comments.length < PER_PAGE) return null
  }
}
