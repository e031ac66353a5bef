import type { ServerOptions } from '../model/server.ts'
import { checkServer } from '../options/project.ts'
import { checked } from './refuse.ts'

/** A server under test: plain data. Throws LoadgateError that names the field of a wrong option; in Vitest's command, that ends the run. */
export function defineServer(options: ServerOptions): ServerOptions {
  return checked(() => checkServer(options))
}
