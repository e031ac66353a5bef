import { endWith } from '../host/end-program.ts'
import { endWithGates, gateOf, loadVitest } from './load-vitest.ts'

/**
 * The loader's own program: resolves the vitest configuration of the folder it works in, with that folder's own Vitest, and
 * sends `{ gates }`, what each project of loadgate() was given, and its `root`. An argument names another configuration file.
 */
const [config] = process.argv.slice(2)

try {
  const { projects } = await loadVitest(config)
  endWithGates(
    projects.map(gateOf).filter((gate) => gate !== null),
    0,
  )
} catch (error) {
  for (const line of linesOf(error)) console.error(line)
  endWith(1)
}

/** What is wrong, and where in the project's own files. What Vitest and Node did on the way there explains nothing. */
function linesOf(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(linesOf)
  if (!(error instanceof Error)) return [String(error)]
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line))
  const own = frames.filter((line) => line.includes(process.cwd()) && !line.includes('node_modules'))
  return [String(error), ...own.slice(0, 3)]
}
