import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { endWith } from '../host/end-program.ts'

/** A vitest configuration as the Vitest of its own folder has resolved it, whichever version that is. */
export type Loaded = {
  readonly projects: readonly VitestProject[]
  readonly globTestSpecifications: () => Promise<readonly Spec[]>
  readonly collectTests: (specs: readonly Spec[]) => Promise<{
    readonly testModules: readonly { readonly errors: () => readonly unknown[] }[]
    readonly unhandledErrors: readonly unknown[]
  }>
}

export type VitestProject = {
  readonly name: string
  readonly config: { readonly root: string; readonly provide?: { readonly loadgateOptions?: object } }
}

type Spec = { readonly project: VitestProject }

type CreateVitest = (mode: 'test', options: { run: true; watch: false; config?: string }) => Promise<Loaded>

/**
 * Resolves the vitest configuration of the folder that this process works in, with that folder's own Vitest. `config` names another
 * configuration file. Throws what Vitest, the configuration and Node throw.
 */
export async function loadVitest(config: string | undefined): Promise<Loaded> {
  const path = createRequire(join(process.cwd(), 'package.json')).resolve('vitest/node')
  const { createVitest } = (await import(pathToFileURL(path).href)) as { createVitest: CreateVitest }
  // With the mode in front, as versions before 5 want it.
  return createVitest('test', { run: true, watch: false, ...(config === undefined ? {} : { config }) })
}

/** What loadgate() was given for a project, and the project's `root`; null where it is not one of loadgate(). */
export function gateOf({ config: { provide, root } }: VitestProject): object | null {
  return provide?.loadgateOptions ? { ...provide.loadgateOptions, root } : null
}

/** Sends `{ gates }` to the process that started this one, as JSON has them, and ends this one. */
export function endWithGates(gates: readonly object[], exitCode: number): void {
  endWith(exitCode, { gates: JSON.parse(JSON.stringify(gates)) })
}
