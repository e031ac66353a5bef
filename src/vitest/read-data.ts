import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { LoadgateError, parse } from '../model/error.ts'
import { scenarioSchema, type Scenario } from '../model/scenario.ts'
import { withValues } from '../options/data-rows.ts'
import { messages } from '../options/messages.ts'

/**
 * The scenario with the values of its files, which are read from `root`. Throws LoadgateError with the file and the field for what cannot be read or
 * has not what it should have.
 */
export function readData(scenario: Scenario, root: string, where: string): Scenario {
  if (!scenario.data?.some(({ file }) => file !== undefined)) return scenario
  const data = scenario.data.map((source, at) => {
    const { file } = source
    if (file === undefined) return source
    const field = `${where}: \`data[${at}].file\``
    return withValues(source, { where: field, file, text: textOf(file, root, field) })
  })
  return parse(scenarioSchema, { ...scenario, data }, where)
}

function textOf(file: string, root: string, where: string): string {
  try {
    return readFileSync(resolve(root, file), 'utf8')
  } catch (cause) {
    const problem = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message
    throw new LoadgateError('wrong-data', messages.unreadableFile({ where, file: resolve(root, file), problem }), {
      cause,
    })
  }
}
