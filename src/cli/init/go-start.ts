import type { Folder } from './folder.ts'
import { fixedPort, type Start } from './start.ts'

/** Where the built program goes: below what git ignores anyway. */
const PROGRAM = '.loadgate/bin/server'

/** Builds the package with `func main` that listens. */
export function goStart({ texts }: Folder): Start | null {
  const mains = [...texts].filter(([file, text]) => file.endsWith('.go') && /^func main\(\)/m.test(text))
  const found = mains.find(([, text]) => /\b(ListenAndServe|Listen|Run|Start)\(/.test(text)) ?? mains[0]
  if (found === undefined) return null
  const [file, text] = found
  const folder = file.includes('/') ? `./${file.slice(0, file.lastIndexOf('/'))}` : '.'
  const code = [
    text,
    ...[...texts].filter(([one]) => one.endsWith('.go') && !one.endsWith('_test.go')).map(([, other]) => other),
  ]
  return {
    command: [PROGRAM, ...flagsOf(code)],
    build: ['go', 'build', '-o', PROGRAM, folder],
    seenIn: file,
    entry: file,
    port: portOf(code),
  }
}

/** `flag.String("addr", ":8080", …)` and `flag.Int("port", 8080, …)`. */
function flagsOf(code: readonly string[]): readonly string[] {
  const pattern =
    /\bflag\.(?:String|Int|StringVar|IntVar)\((?:&\w+(?:\.\w+)*,\s*)?"([\w-]*(?:port|addr|listen|bind)[\w-]*)",\s*("?)[^,]*/i
  const found = code.map((text) => pattern.exec(text)).find((match) => match !== null)
  const [all = '', name] = found ?? []
  if (name === undefined) return []
  return [`-${name}`, all.includes(':') ? '127.0.0.1:{port}' : '{port}']
}

function portOf(code: readonly string[]): Start['port'] {
  if (flagsOf(code).length > 0) return undefined
  if (code.some((text) => /"PORT"/.test(text))) return 'free'
  return fixedPort(code, /"(?:127\.0\.0\.1|localhost|0\.0\.0\.0)?:(\d{2,5})"/)
}
