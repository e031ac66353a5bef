import { serverSchema, type ServerOptions } from './options.ts'
import { parse } from './parse.ts'

/** A server under test: plain data. Throws LoadgateError that names the field of a wrong option. */
export function defineServer(options: ServerOptions): ServerOptions {
  parse(serverSchema, options, `server "${options.name}"`)
  return options
}
