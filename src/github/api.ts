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

export function requireVariable(env: Environment, name: string): string {
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

function messageIn(content: unknown): string {
  return typeof content === 'object' && content !== null && 'message' in content ? String(content.message) : ''
}
