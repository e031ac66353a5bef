import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'

/** Throws LoadgateError on a Node that cannot run servers and specs in TypeScript (type stripping came with 22.18). */
export function assertNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (!(major >= 24 || (major === 22 && minor >= 18)))
    throw new LoadgateError('wrong-node', messages.wrongNode({ version }))
}
