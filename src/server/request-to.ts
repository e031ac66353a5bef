import { LoadgateError } from '../model/error.ts'
import { fillRequest, placeholdersIn, valueOf, type Placeholder, type Values } from '../model/placeholders.ts'
import { isHeaderValue } from '../model/header.ts'
import type { Request } from '../model/request.ts'
import type { Launch } from './launch.ts'
import { messages } from './messages.ts'

/**
 * The request as one launch gets it, with what its `prepare` returned and with variables of the environment. Throws LoadgateError for a
 * placeholder that `prepare` returned nothing for. A server without `prepare` gets such a placeholder as written.
 */
export function requestTo(
  { server, given }: Pick<Launch, 'server' | 'given'>,
  request: Request,
  env: Values['env'],
  /** Names that turns fill, and that stay as written here. */
  later: ReadonlySet<string> = new Set(),
): Request {
  const values = { env, given: given && { ...given, variables: without(given.variables, later) } }
  const isMissing = (one: Placeholder) => !later.has(one.name) && valueOf(one, values) === undefined
  const missing = given && placeholdersIn(request).find(isMissing)
  if (missing) {
    const returned = Object.keys(given.variables)
    const { name, prepare = '' } = server
    throw new LoadgateError(
      'variable-not-returned',
      messages.notReturned({ ...missing, server: name, prepare, returned }),
    )
  }
  const filled = fillRequest(request, values)
  const broken = Object.keys(filled.headers).find((name) => !isHeaderValue(filled.headers[name] ?? ''))
  if (broken !== undefined)
    throw new LoadgateError('wrong-header-value', messages.wrongHeaderValue({ server: server.name, header: broken }))
  return filled
}

function without(variables: Readonly<Record<string, string>>, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !names.has(name)))
}
