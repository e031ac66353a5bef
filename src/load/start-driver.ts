import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DriverName } from '../model/scenario.ts'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import type { Driver } from './driver.ts'
import { startGenerator } from './generator.ts'
import { findTool } from './external/tools.ts'

/** What differs between them. `shortest`: seconds of the shortest stretch; one that is a program of its own takes whole ones. */
const KINDS: Readonly<
  Record<DriverName, Pick<Driver, 'keptConnectionsOnly' | 'shortest'> & { readonly external: boolean }>
> = {
  autocannon: { keptConnectionsOnly: true, shortest: 0, external: false },
  undici: { keptConnectionsOnly: false, shortest: 0, external: false },
  wrk: { keptConnectionsOnly: false, shortest: 1, external: true },
  ab: { keptConnectionsOnly: false, shortest: 1, external: true },
}

/**
 * Starts a load generator in a warm process of its own, or the process that calls it: one connection sends its next request when the last one is
 * answered. `watch` hears the process id at once. A request without an answer has failed after `timeout` seconds.
 * Rejects with a LoadgateError when it is not installed, or its process ends before it is ready.
 */
export async function startDriver(id: DriverName, watch?: (pid: number) => void, timeout = 10): Promise<Driver> {
  const { external, ...kind } = KINDS[id]
  if (external) await refuseMissing(id)
  const generator = await startGenerator(programOf(id), watch)
  return {
    id,
    version: generator.version,
    pid: generator.pid,
    cores: 1,
    ...kind,
    run: async (target, stretch, marks) => {
      // autocannon would wait for the body that such an answer does not have.
      if (target.method === 'HEAD') throw new LoadgateError('head-request', messages.headRequest)
      return generator.run({ target, stretch, timeout }, marks)
    },
    release: generator.release,
    close: generator.close,
  }
}

async function refuseMissing(id: DriverName): Promise<void> {
  const { state, version } = await findTool(id as 'wrk' | 'ab')
  if (state !== 'there')
    throw new LoadgateError(
      'no-tool',
      messages.noTool({ name: id, version: state === 'missing' ? null : (version ?? '') }),
    )
}

/** Beside this file, and with its ending: `.ts` in the repository, `.js` when built. */
function programOf(id: DriverName): string {
  return fileURLToPath(
    new URL(
      `./${KINDS[id].external ? 'external' : 'embedded'}/${id}-process${extname(import.meta.url)}`,
      import.meta.url,
    ),
  )
}
