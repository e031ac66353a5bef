import { endWithGates, gateOf, loadVitest } from '../base-ref/load-vitest.ts'
import { endWith } from '../host/end-program.ts'
import { listInto } from './listing.ts'

/**
 * The program of `listScenarios()`: loads the vitest configuration of the folder it works in, with that folder's own Vitest, and
 * imports the specs of its gates without running a test. Arguments: the file that they write their scenarios into, and perhaps
 * another configuration. Sends `{ gates }`, what each project of loadgate() was given, its `root` and its `project` name.
 */
const [file = '', config] = process.argv.slice(2)
listInto(file)

try {
  const vitest = await loadVitest(config)
  const specs = (await vitest.globTestSpecifications()).filter(({ project }) => gateOf(project) !== null)
  const { testModules, unhandledErrors } = await vitest.collectTests(specs)
  const errors = [...testModules.flatMap((module) => module.errors()), ...unhandledErrors]
  for (const error of errors) console.error(sentenceOf(error))
  const projects = vitest.projects.filter((project) => gateOf(project) !== null)
  const gates = projects.map((project) => ({ ...gateOf(project), project: project.name }))
  endWithGates(gates, errors.length > 0 ? 1 : 0)
} catch (error) {
  console.error(sentenceOf(error))
  endWith(1)
}

function sentenceOf(error: unknown): string {
  const { name, message } = error as { readonly name?: string; readonly message?: string }
  if (message === undefined) return String(error)
  return name === undefined || name === 'LoadgateError' ? message : `${name}: ${message}`
}
