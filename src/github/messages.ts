/** What this room says to a user. */
export const messages = {
  missingVariable: ({ name }: { readonly name: string }) =>
    `${name} is not set. This command is for a GitHub workflow; docs/ci.md shows one.`,
  noWorkflowRun: ({ file }: { readonly file: string }) =>
    `${file} does not describe a workflow run. This command is for a workflow that runs on \`workflow_run\`; docs/ci.md shows one.`,
  gitHubRefused: ({
    method,
    path,
    status,
    message,
  }: {
    readonly method: string
    readonly path: string
    readonly status: number
    readonly message: string
  }) =>
    `GitHub answered ${method} ${path} with status ${status}${message === '' ? '' : ` (${message})`}; docs/ci.md lists the permissions that GITHUB_TOKEN needs.`,
  gitHubUnreachable: ({ api, problem }: { readonly api: string; readonly problem: string }) =>
    `${api} cannot be reached (${problem}).`,
} as const
