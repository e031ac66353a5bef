import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The path of a program of ours: `name` as seen from the module whose `import.meta.url` this is, and with its ending,
 * `.ts` in the sources and `.js` in the package.
 */
export function programBeside(module: string, name: string): string {
  return fileURLToPath(new URL(`${name}${extname(fileURLToPath(module))}`, module))
}
