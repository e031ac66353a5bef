import { pathToFileURL } from 'node:url'
import { programBeside } from '../host/own-package.ts'
import type { Server } from '../model/server.ts'
import { TRACE_VARIABLE } from './protocol.ts'

const PRELOAD = pathToFileURL(programBeside(import.meta.url, './trace-preload')).href

/** The same server, each Node of which listens in `folder` for what to watch, whatever starts it. Anything else goes on as it is. */
export function tracedServer(server: Server, folder: string): Server {
  if (server.python !== undefined) return server
  const options = [server.env['NODE_OPTIONS'], `--import=${PRELOAD}`].filter(Boolean).join(' ')
  return { ...server, env: { ...server.env, NODE_OPTIONS: options, [TRACE_VARIABLE]: folder } }
}
