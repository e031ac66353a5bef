import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * The loader's own program: resolves the vitest configuration of the folder it works in, with that folder's own Vitest, and
 * sends `{ gates }`, what each project of loadgate() was given, and its `root`. An argument names another configuration file.
 */
const { createVitest } = await vitestOf(process.cwd())
const [config] = process.argv.slice(2)

try {
  // With the mode in front, as versions before 5 want it.
  const vitest = await createVitest('test', { run: true, watch: false, ...(config === undefined ? {} : { config }) })
  const gates = vitest.projects.flatMap(({ config: { provide, root } }) =>
    provide?.loadgateOptions ? [{ ...provide.loadgateOptions, root }] : [],
  )
  process.send?.({ gates: JSON.parse(JSON.stringify(gates)) }, () => process.exit(0))
} catch (error) {
  for (const line of linesOf(error)) console.error(line)
  process.exit(1)
}

/** What is wrong, and where in the project's own files. What Vitest and Node did on the way there explains nothing. */
function linesOf(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(linesOf)
  if (!(error instanceof Error)) return [String(error)]
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line))
  const own = frames.filter((line) => line.includes(process.cwd()) && !line.includes('node_modules'))
  return [String(error), ...own.slice(0, 3)]
}

type CreateVitest = (
  mode: 'test',
  options: { run: true; watch: false; config?: string },
) => Promise<{
  readonly projects: readonly {
    readonly config: { readonly root: string; readonly provide?: { readonly loadgateOptions?: object } }
  }[]
}>

async function vitestOf(folder: string): Promise<{ createVitest: CreateVitest }> {
  const path = createRequire(join(folder, 'package.json')).resolve('vitest/node')
  return (await import(pathToFileURL(path).href)) as { createVitest: CreateVitest }
}
