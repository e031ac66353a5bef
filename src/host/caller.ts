import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Where the code of a user called us, as `vitest.config.ts:12`, seen from the folder that we work in; null when that cannot be told.
 * `own` is the folder of our modules. A configuration is bundled into a file beside others, with a map to where it was written.
 */
export function callerOf(stack: string | undefined, own: string): string | null {
  for (const [, url = '', line = '', column = ''] of (stack ?? '').matchAll(
    /(?:at (?:async )?|\()(file:\/\/\S+?|\/\S+?):(\d+):(\d+)\)?$/gm,
  )) {
    const file = url.startsWith('file:') ? fileURLToPath(url) : url
    if (file.startsWith(own)) continue
    const written = writtenAt(file, Number(line), Number(column))
    return `${relative(process.cwd(), written.file)}:${written.line}`
  }
  return null
}

const MAP = /\/\/# sourceMappingURL=data:application\/json;(?:charset=[\w-]+;)?base64,([\w+/=]+)\s*$/

function writtenAt(file: string, line: number, column: number): { readonly file: string; readonly line: number } {
  try {
    const [, map] = MAP.exec(readFileSync(file, 'utf8')) ?? []
    if (map === undefined) return { file, line }
    const payload = JSON.parse(Buffer.from(map, 'base64').toString()) as ConstructorParameters<typeof SourceMap>[0]
    const entry = new SourceMap(payload).findEntry(line - 1, column - 1)
    if (!('originalSource' in entry)) return { file, line }
    const source = entry.originalSource
    return {
      file: source.startsWith('file:') ? fileURLToPath(source) : resolve(dirname(file), source),
      line: entry.originalLine + 1,
    }
  } catch {
    return { file, line }
  }
}
