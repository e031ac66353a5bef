import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EmbeddedName } from '../embedded-names.ts'
import { LoadgateError, sentences } from '../errors.ts'
import type { Driver } from './driver.ts'
import { startGenerator } from './generator.ts'

/**
 * Starts a generator that comes with loadgate in a warm process of its own: one connection sends its next request when the last one is answered.
 * `watch` hears the process id at once. A request without an answer has failed after `timeout` seconds.
 * Rejects with a LoadgateError when the process ends before it is ready.
 */
export async function startEmbedded(id: EmbeddedName, watch?: (pid: number) => void, timeout = 10): Promise<Driver> {
  const generator = await startGenerator(programOf(id), watch)
  return {
    id,
    version: generator.version,
    pid: generator.pid,
    cores: 1,
    keptConnectionsOnly: id === 'autocannon',
    run: async (target, stretch, marks) => {
      // autocannon would wait for the body that such an answer does not have.
      if (target.method === 'HEAD') throw new LoadgateError(sentences.headRequest())
      return generator.run({ target, stretch, timeout }, marks)
    },
    release: generator.release,
    close: generator.close,
  }
}

/** Beside this file, and with its ending: `.ts` in the repository, `.js` when built. */
function programOf(id: EmbeddedName): string {
  return fileURLToPath(new URL(`${id}-process${extname(import.meta.url)}`, import.meta.url))
}
