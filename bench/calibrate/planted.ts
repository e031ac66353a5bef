import { fileURLToPath } from 'node:url'
import { LoadgateError } from '../../src/model/error.ts'
import type { Server } from '../../src/model/server.ts'
import { sentences } from './sentences.ts'

const preload = fileURLToPath(new URL('./plant.ts', import.meta.url))

/**
 * The same server under another name, with so many CPU seconds more a request. Without any, the preload is there and does
 * nothing, so that both sides of a gate start alike. Throws LoadgateError for a server that Node does not run.
 */
export function planted(server: Server, name: string, seconds: number): Server {
  const [program = '', ...rest] = server.command
  if (program !== 'node') throw new LoadgateError('calibrate', sentences.notNode(server.name, program))
  const { alike: _, ...definition } = server
  return {
    ...definition,
    name,
    command: [program, '--import', preload, ...rest],
    env: { ...server.env, LOADGATE_PLANT: String(seconds * 1e6) },
  }
}
