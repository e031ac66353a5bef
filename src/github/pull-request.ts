import { z } from 'zod'
import type { GitHub, WorkflowRun } from './environment.ts'
import { request } from './request.ts'

const pulls = z.array(z.object({ number: z.int().positive(), head: z.object({ sha: z.string() }) }))

/**
 * The open pull request whose latest commit a run measured, by number: asked of GitHub, for the run's own files may say anything. Null when
 * there is none, or it has newer commits.
 */
export async function pullRequestOf(
  github: GitHub,
  { head_sha: sha, head_branch: branch, head_repository: { owner } }: WorkflowRun,
): Promise<number | null> {
  const head = encodeURIComponent(`${owner.login}:${branch}`)
  const open = pulls.parse(await request(github, 'GET', `pulls?state=open&head=${head}&per_page=100`))
  return open.find((pull) => pull.head.sha === sha)?.number ?? null
}
