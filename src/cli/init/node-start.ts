import type { Folder } from './folder.ts'
import type { Manifest } from './manifest.ts'
import { withPortMark } from './port-argument.ts'
import { fixedPort, type Start } from './start.ts'
import { splitWords } from './words.ts'

/** Scripts that start a server, the likeliest first. */
const SCRIPTS = ['start:prod', 'start', 'serve', 'dev'] as const

/** Where the code of a server begins, when no script says so. */
const ENTRIES = ['server', 'app', 'index', 'main'].flatMap((name) =>
  ['', 'src/'].flatMap((folder) => ['js', 'mjs', 'cjs', 'ts'].map((ending) => `${folder}${name}.${ending}`)),
)

/** From the scripts of package.json, its `main`, or a file that listens. */
export function nodeStart(folder: Folder, manifest: Manifest, run: readonly string[]): Start | null {
  const start = fromScripts(manifest, run) ?? fromEntry(folder, manifest)
  if (start === null) return null
  const entry = start.entry ?? start.command.find((word) => folder.texts.has(word))
  return { ...start, entry, port: portOf(folder) }
}

function fromScripts({ scripts }: Manifest, run: readonly string[]): Start | null {
  const name = SCRIPTS.find((one) => scripts[one] !== undefined)
  return name === undefined ? null : fromScript(name, scripts[name] ?? '', scripts['build'] !== undefined, run)
}

/** What the script does without npm in between, which would be measured along with the server. */
function fromScript(name: string, script: string, canBuild: boolean, run: readonly string[]): Start {
  const seenIn = `the script \`${name}\``
  const steps = script.split('&&').map((step) => step.trim())
  const words = splitWords(steps.at(-1) ?? '')
  if (words === null || words.length === 0) return { command: [...run, name], seenIn }
  const first = steps.slice(0, -1)
  const settings = first.flatMap((step) => SETTING.exec(step)?.[1] ?? [])
  const { env, rest } = withoutVariables(words, settings)
  const command = withPortMark(direct(rest))
  const before = first.filter((step) => !SETTING.test(step)).join(' && ')
  const isBuilt = command.some((word) => /^(\.\/)?(dist|build|out|lib)\//.test(word))
  const build = before !== '' ? ['sh', '-c', before] : isBuilt && canBuild ? [...run, 'build'] : null
  return { command, seenIn, env, ...(build === null ? {} : { build }) }
}

/** A step that sets a variable for those after it, as Windows has it or another shell. As a `build` of its own it would do nothing. */
const SETTING = /^(?:set|export)\s+([A-Za-z_]\w*=[^\s"']*)$/i

/** `PORT=1 NODE_ENV=production node a.js`: loadgate sets these two itself. `settings`: those of earlier steps. */
function withoutVariables(
  words: readonly string[],
  settings: readonly string[],
): { env: Record<string, string>; rest: readonly string[] } {
  const own = words[0] === 'cross-env' ? words.slice(1) : words
  const first = own.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word))
  const pairs = [...settings, ...own.slice(0, Math.max(first, 0))].map(
    (word) => [word.split('=', 1)[0] ?? '', word.slice(word.indexOf('=') + 1)] as const,
  )
  return {
    env: Object.fromEntries(pairs.filter(([name]) => !['PORT', 'NODE_ENV'].includes(name))),
    rest: own.slice(Math.max(first, 0)),
  }
}

/** Without what restarts the server when a file changes, and with Node itself where another program only starts it. */
function direct([program = '', ...args]: readonly string[]): readonly string[] {
  const rest = args.filter((word) => word !== '--watch' && word !== 'watch')
  if (program === 'nodemon') return ['node', ...rest]
  if (program === 'tsx') return ['node', '--import', 'tsx', ...rest]
  return program === 'node' ? ['node', ...rest] : [program, ...args]
}

function fromEntry({ texts }: Folder, { main, dependencies }: Manifest): Start | null {
  const listens = (file: string) => /\b(listen|serve)\(/.test(texts.get(file) ?? '')
  const entry = [...(main === null ? [] : [main.replace(/^\.\//, '')]), ...ENTRIES].find(listens)
  if (entry === undefined) return null
  const loader = entry.endsWith('.ts') && dependencies.has('tsx') ? ['--import', 'tsx'] : []
  return { command: ['node', ...loader, entry], seenIn: entry, entry }
}

/** A server that reads PORT gets a free one; `PORT || 3000` would not take 0 for any. */
function portOf({ texts }: Folder): Start['port'] {
  const code = [...texts].filter(
    ([file]) => /\.[cm]?[jt]sx?$/.test(file) && !/\.(test|spec|perf|config)\.|^perf\//.test(file),
  )
  const own = code.map(([, text]) => text)
  if (own.some((text) => /\bPORT\b/.test(text))) return 'free'
  return fixedPort(own, /\b(?:listen\(\s*|port:\s*)(\d{2,5})\b/)
}
