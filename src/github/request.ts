import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { GitHub } from './environment.ts'

const WITHIN = 30_000

/** Asks GitHub's API; `path` is below the repository. Throws LoadgateError with the status and what GitHub says. */
export async function request(
  github: GitHub,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await send(github, method, path, body)
  const said: unknown = await answer.json().catch(() => null)
  if (!answer.ok)
    throw new GitHubError(
      answer.status,
      messages.gitHubRefused({ method, path, status: answer.status, message: messageIn(said) }),
    )
  return said
}

/** GitHub answered, with another status than was hoped for. */
export class GitHubError extends LoadgateError {
  readonly status: number

  constructor(status: number, message: string) {
    super('github-refused', message)
    this.status = status
  }
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
      signal: AbortSignal.timeout(WITHIN),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (cause) {
    throw new LoadgateError('git-hub-unreachable', messages.gitHubUnreachable({ api, why: (cause as Error).message }), {
      cause,
    })
  }
}

function messageIn(said: unknown): string {
  return typeof said === 'object' && said !== null && 'message' in said ? String(said.message) : ''
}
