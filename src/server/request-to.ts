import { LoadgateError } from '../model/error.ts'
import { fillRequest, placeholdersIn, valueOf, type Values } from '../model/placeholders.ts'
import { isHeaderValue } from '../model/header.ts'
import type { Request } from '../model/request.ts'
import type { Transport } from '../model/transport.ts'
import type { Launch } from './launch.ts'
import { messages } from './messages.ts'

/** A request as a launch gets it, and how that is asked. */
export type FilledRequest = Request & { readonly transport?: Transport | undefined }

/**
 * The request as one launch gets it, with what its `prepare` returned and with variables of the environment. Throws LoadgateError for a
 * placeholder that `prepare` returned nothing for. A server without `prepare` gets such a placeholder as written.
 */
export function requestTo(
  { server, given, transport }: Pick<Launch, 'server' | 'given'> & Partial<Pick<Launch, 'transport'>>,
  request: Request,
  env: Values['env'],
): FilledRequest {
  const values = { env, given }
  const missing = given && placeholdersIn(request).find((one) => valueOf(one, values) === undefined)
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
  return { ...filled, ...(transport ? { transport } : {}) }
}
