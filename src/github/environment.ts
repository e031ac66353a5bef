import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** What GitHub tells every step of a job by its variables, and the token that the workflow hands on. */
export type GitHub = {
  /** Such as `https://api.github.com`. */
  readonly api: string
  /** `owner/name`. */
  readonly repository: string
  readonly token: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Throws LoadgateError that names the variable that is missing. */
export function gitHubOf(env: Environment): GitHub {
  return {
    api: env['GITHUB_API_URL'] || 'https://api.github.com',
    repository: variable(env, 'GITHUB_REPOSITORY'),
    token: variable(env, 'GITHUB_TOKEN'),
  }
}

const workflowRun = z.object({
  workflow_run: z.object({
    head_sha: z.string().regex(/^[0-9a-f]{40}$/),
    head_branch: z.string().min(1),
    head_repository: z.object({ owner: z.object({ login: z.string().min(1) }) }),
    html_url: z.url(),
    conclusion: z.string().nullable(),
  }),
})

/** The run that a `workflow_run` event tells of. GitHub wrote it, not the pull request: it says whose run it was. */
export type WorkflowRun = z.output<typeof workflowRun>['workflow_run']

/** Throws LoadgateError where there is no such event. */
export function workflowRunOf(env: Environment): WorkflowRun {
  const file = variable(env, 'GITHUB_EVENT_PATH')
  try {
    return workflowRun.parse(JSON.parse(readFileSync(file, 'utf8'))).workflow_run
  } catch (cause) {
    throw new LoadgateError('no-workflow-run', messages.noWorkflowRun({ file }), { cause })
  }
}

function variable(env: Environment, name: string): string {
  const value = env[name]
  if (!value) throw new LoadgateError('missing-variable', messages.missingVariable({ name }))
  return value
}
