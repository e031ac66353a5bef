import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** Throws LoadgateError on a Node that cannot run servers and specs in TypeScript (type stripping came with 22.18). */
export function assertNode(node = process.versions.node, path = process.execPath, module = import.meta.url): void {
  const [major = 0, minor = 0] = node.split('.').map(Number)
  if (major >= 24 || (major === 22 && minor >= 18)) return
  const installed = module.includes('/node_modules/')
  throw new LoadgateError('wrong-node', messages.wrongNode({ version: node, path, installed }))
}

/** The version of loadgate. */
export function version(): string {
  // package.json is as far from here in the sources as in the package.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/**
 * The path of a program of ours: `name` as seen from the module whose `import.meta.url` this is, and with its ending,
 * `.ts` in the sources and `.js` in the package.
 */
export function programBeside(module: string, name: string): string {
  return fileURLToPath(new URL(`${name}${extname(fileURLToPath(module))}`, module))
}
