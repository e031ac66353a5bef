import type { Server } from '../model/server.ts'
import { FLAGS } from './method.ts'
import { commandWith, nodeIn, preload, variablesWith } from './node-flags.ts'

/** A server as it is counted, but without valgrind. A Node server leaves in the folder `code` what it compiled, for the launches that are counted. */
export function rehearsed(server: Server, code: string): Server {
  if (nodeIn(server) === null || isConfined(server)) return server
  const keep = `--import=${preload('./keep-code-preload')}`
  return {
    ...server,
    command: [...commandWith([...FLAGS, keep], server)],
    env: { ...codeVariables(server, code), ...server.env, ...variablesWith(FLAGS, server, [keep]) },
    runtime: 'plain',
    runtimeReport: false,
  }
}

/** Whether Node may read no more files than its command says, and so no module of ours. */
function isConfined({ command }: Server): boolean {
  return command.some((word) => /^--(experimental-)?permission$/.test(word))
}

/** Where a Node finds what it compiled in a rehearsal. Node before 22.1 does not heed it. */
export function codeVariables(server: Server, code: string | undefined): Record<string, string> {
  return code === undefined || nodeIn(server) === null ? {} : { NODE_COMPILE_CACHE: code }
}
