import type { Folder } from './folder.ts'

/** How frameworks name the path of a GET without parameters, by the ending of a file. */
const PATTERNS: readonly (readonly [RegExp, RegExp])[] = [
  [/\.[cm]?[jt]s$/, /\.get\(\s*['"`](\/[^'"`:*{(]*)['"`]/g],
  [/\.py$/, /@\w+\.(?:get|route)\(\s*["'](\/[^"'{<]*)["']/g],
  [/\.go$/, /\.?(?:HandleFunc|Handle|GET|Get)\(\s*"(?:GET )?(\/[^":*{]*)"/g],
]

/** The path to measure: `/` where the code has it or has none, else the first one in the file that the server begins in, or in another. */
export function likelyPath({ texts }: Folder, entry: string | undefined): string {
  const files = [...texts.keys()].filter((file) => !/\.(test|spec|perf|config)\.|(^|\/)(tests?|perf)\//.test(file))
  const ordered = entry === undefined ? files : [entry, ...files.filter((file) => file !== entry)]
  const paths = ordered.flatMap((file) => pathsIn(file, texts.get(file) ?? ''))
  return paths.includes('/') ? '/' : (paths[0] ?? '/')
}

function pathsIn(file: string, text: string): readonly string[] {
  return PATTERNS.filter(([ending]) => ending.test(file)).flatMap(([, pattern]) =>
    [...text.matchAll(pattern)].map(([, path = '/']) => path),
  )
}
