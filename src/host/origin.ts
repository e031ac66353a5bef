import { execa } from 'execa'

/** What was measured: a commit, null outside a git checkout, and whether there were changes besides. */
export type Origin = { readonly commit: string | null; readonly dirty: boolean }

export async function originOf(): Promise<Origin> {
  const head = await execa('git', ['rev-parse', 'HEAD'], { reject: false })
  if (head.failed) return { commit: null, dirty: false }
  const status = await execa('git', ['status', '--porcelain'], { reject: false })
  return { commit: head.stdout.trim(), dirty: status.stdout.trim() !== '' }
}
