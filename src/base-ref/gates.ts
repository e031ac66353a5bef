import { z } from 'zod'
import { lastLines, run, type Care } from '../host/child.ts'
import { toolEnvironment } from '../host/environment.ts'
import { programBeside } from '../host/own-program.ts'

/** Where a vitest configuration is: `config` where it is not found by its usual name, `env` beside what a tool gets. */
export type Place = {
  readonly cwd: string
  readonly config?: string | undefined
  readonly env?: Readonly<Record<string, string>>
}

/** What each project of loadgate() was given, as whichever version of loadgate filled it in; or how the loader ended without saying so. */
export type Gates =
  | { readonly gates: readonly Readonly<Record<string, unknown>>[] }
  | { readonly how: string; readonly output: string }

/** Only this is used; other versions of loadgate may send other fields beside it. */
const message = z.looseObject({ gates: z.array(z.looseObject({})) })

/** Vitest sets these, and configurations check them. */
const AS_VITEST_SETS = { VITEST: 'true', TEST: 'true', NODE_ENV: 'test' }

/** Loads a vitest configuration in a process of its own, with the Vitest of its folder. Throws only the reason of the signal. */
export async function loadGates({ cwd, config, env = {} }: Place, care: Care): Promise<Gates> {
  const args = [programBeside(import.meta.url, 'definitions-process'), ...(config === undefined ? [] : [config])]
  const environment = { ...toolEnvironment(cwd), ...env, ...AS_VITEST_SETS }
  const ended = await run({ program: process.execPath, args, cwd, env: environment, ipc: true }, care)
  const heard = message.safeParse(ended.messages.at(-1))
  return heard.success ? { gates: heard.data.gates } : { how: ended.how, output: lastLines(ended.output) }
}
