import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/**
 * The version of a program in Go, from the build information that Go writes into every binary: programs that `go install` made often
 * print none. Null where the first such program in `path` is of another module, or cannot be read.
 */
export async function versionInBinary(program: string, module: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    const bytes = await readFile(join(folder, program)).catch(() => null)
    if (bytes === null) continue
    const at = bytes.indexOf(`mod\t${module}\tv`)
    const text = at === -1 ? '' : bytes.subarray(at, at + module.length + 50).toString('latin1')
    return /\tv(\d+(?:\.\d+)*)/.exec(text)?.[1] ?? null
  }
  return null
}
