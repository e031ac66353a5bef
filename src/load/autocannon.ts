import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LoadgateError, sentences } from '../errors.ts'
import type { Driver } from './driver.ts'
import { startGenerator } from './generator.ts'

/**
 * Starts autocannon in a warm process of its own: one connection sends its next request when the last one is answered.
 * `watch` hears the process id at once. A request without an answer has failed after `timeout` seconds.
 * Rejects with a LoadgateError when the process ends before it is ready.
 */
export async function startAutocannon(watch?: (pid: number) => void, timeout = 10): Promise<Driver> {
  const generator = await startGenerator(program(), watch)
  return {
    id: 'autocannon',
    version: generator.version,
    pid: generator.pid,
    cores: 1,
    run: async (target, stretch, marks) => {
      if (target.method === 'HEAD') throw new LoadgateError(sentences.headRequest())
      return generator.run({ target, stretch, timeout }, marks)
    },
    release: generator.release,
    close: generator.close,
  }
}

/** Beside this file, and with its ending: `.ts` in the repository, `.js` when built. */
function program(): string {
  return fileURLToPath(new URL(`autocannon-process${extname(import.meta.url)}`, import.meta.url))
}
