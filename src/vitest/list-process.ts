import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { listInto } from './listing.ts'

/**
 * The program of `listScenarios()`: loads the vitest configuration of the folder it works in, with that folder's own Vitest, and
 * imports the specs of its gates without running a test. Arguments: the file that they write their scenarios into, and perhaps
 * another configuration. Sends `{ gates }`, what each project of loadgate() was given, its `root` and its `project` name.
 */
const [file = '', config] = process.argv.slice(2)
listInto(file)

try {
  const { createVitest } = await vitestOf(process.cwd())
  // With the mode in front, as versions before 5 want it.
  const vitest = await createVitest('test', { run: true, watch: false, ...(config === undefined ? {} : { config }) })
  const gates = vitest.projects.flatMap(({ name, config: { provide, root } }) =>
    provide?.loadgateOptions ? [{ ...provide.loadgateOptions, root, project: name }] : [],
  )
  const specs = (await vitest.globTestSpecifications()).filter(({ project }) => project.config.provide?.loadgateOptions)
  const { testModules, unhandledErrors } = await vitest.collectTests(specs)
  const errors = [...testModules.flatMap((module) => module.errors()), ...unhandledErrors]
  for (const error of errors) console.error(sentenceOf(error))
  process.send?.({ gates: JSON.parse(JSON.stringify(gates)) }, () => process.exit(errors.length > 0 ? 1 : 0))
} catch (error) {
  console.error(sentenceOf(error))
  process.exit(1)
}

function sentenceOf(error: unknown): string {
  const { name, message } = error as { readonly name?: string; readonly message?: string }
  if (message === undefined) return String(error)
  return name === undefined || name === 'LoadgateError' ? message : `${name}: ${message}`
}

type Spec = { readonly project: Project }

type Project = {
  readonly name: string
  readonly config: { readonly root: string; readonly provide?: { readonly loadgateOptions?: object } }
}

type CreateVitest = (
  mode: 'test',
  options: { run: true; watch: false; config?: string },
) => Promise<{
  readonly projects: readonly Project[]
  readonly globTestSpecifications: () => Promise<readonly Spec[]>
  readonly collectTests: (specs: readonly Spec[]) => Promise<{
    readonly testModules: readonly { readonly errors: () => readonly unknown[] }[]
    readonly unhandledErrors: readonly unknown[]
  }>
}>

async function vitestOf(folder: string): Promise<{ createVitest: CreateVitest }> {
  const path = createRequire(join(folder, 'package.json')).resolve('vitest/node')
  return (await import(pathToFileURL(path).href)) as { createVitest: CreateVitest }
}
