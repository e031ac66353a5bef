import { nameOf, type Folder } from './folder.ts'
import { goStart } from './go-start.ts'
import { parseManifest, type Manifest } from './manifest.ts'
import { nodeStart } from './node-start.ts'
import { packagesText, pythonStart } from './python-start.ts'
import { likelyPath } from './routes.ts'
import { packageManagerOf, whereIs, type PackageManager, type Whereabouts } from './place.ts'
import type { Start } from './start.ts'
import { configName } from './config-name.ts'

/** What was seen in a folder. */
export type Seen = Whereabouts & {
  readonly language: 'Node' | 'Python' | 'Go' | 'other'
  /** As it writes itself, such as `FastAPI`; null for none that is known here. */
  readonly framework: string | null
  readonly typescript: boolean
  /** Null where there is no package.json. */
  readonly manifest: Manifest | null
  readonly packageManager: PackageManager
  /** For the server and its files. */
  readonly name: string
  /** Null when nothing tells how the server is started. */
  readonly start: Start | null
  readonly path: string
  /** There are unit tests that Vitest runs. */
  readonly unitTests: boolean
}

const NODE_FRAMEWORKS = [
  ['@nestjs/core', 'Nest'],
  ['next', 'Next.js'],
  ['express', 'Express'],
  ['fastify', 'Fastify'],
  ['hono', 'Hono'],
  ['koa', 'Koa'],
  ['@hapi/hapi', 'hapi'],
] as const

const PYTHON_FRAMEWORKS = ['FastAPI', 'Flask', 'Django', 'Starlette'] as const

/** Throws LoadgateError when package.json is none. */
export function recognise(folder: Folder): Seen {
  const { texts } = folder
  const manifest = texts.has('package.json') ? parseManifest(texts.get('package.json') ?? '') : null
  const language = languageOf(folder, manifest)
  const framework = frameworkOf(folder, language, manifest)
  const packageManager = packageManagerOf(folder)
  const start = startOf(folder, { language, framework, manifest, packageManager })
  return {
    language,
    framework,
    manifest,
    packageManager,
    start,
    typescript: language === 'Node' && isTypeScript(folder, manifest),
    name: serverName(folder, manifest),
    path: likelyPath(folder, start?.entry),
    unitTests: hasUnitTests(folder, manifest),
    ...whereIs(folder),
  }
}

/** Python and Go first: their repositories may have a package.json for tools. */
function languageOf({ files, texts }: Folder, manifest: Manifest | null): Seen['language'] {
  const served = ['start', 'start:prod', 'serve'].some((script) => manifest?.scripts[script] !== undefined)
  const named = NODE_FRAMEWORKS.some(([name]) => manifest?.dependencies.has(name) === true)
  if (named || served) return 'Node'
  if (files.has('go.mod')) return 'Go'
  if (['pyproject.toml', 'requirements.txt', 'uv.lock', 'manage.py'].some((file) => files.has(file))) return 'Python'
  const endings = [...texts.keys()].map((file) => file.slice(file.lastIndexOf('.')))
  if (manifest !== null || endings.some((ending) => /^\.[cm]?[jt]s$/.test(ending))) return 'Node'
  return endings.includes('.py') ? 'Python' : 'other'
}

function frameworkOf(folder: Folder, language: Seen['language'], manifest: Manifest | null): string | null {
  if (language === 'Node') return NODE_FRAMEWORKS.find(([name]) => manifest?.dependencies.has(name))?.[1] ?? null
  if (language !== 'Python') return null
  // What the code imports tells more than what is installed, which may be for something else.
  const code = [...folder.texts].filter(([file]) => file.endsWith('.py')).map(([, text]) => text)
  const named = [code, [packagesText(folder)]].flatMap((texts) =>
    PYTHON_FRAMEWORKS.filter((one) => texts.some((text) => isNamedIn(text, one))),
  )
  return named[0] ?? null
}

/** A requirement or an import. */
function isNamedIn(text: string, framework: string): boolean {
  return new RegExp(String.raw`(^|[\s"'])${framework}\b`, 'im').test(text)
}

type Known = Pick<Seen, 'language' | 'framework' | 'manifest' | 'packageManager'>

function startOf(folder: Folder, { language, framework, manifest, packageManager }: Known): Start | null {
  const none: Manifest = {
    name: null,
    isModule: false,
    main: null,
    scripts: {},
    dependencies: new Set(),
    isWorkspaceRoot: false,
  }
  if (language === 'Node') return nodeStart(folder, manifest ?? none, [packageManager, 'run'])
  if (language === 'Python') return pythonStart(folder, framework)
  return language === 'Go' ? goStart(folder) : null
}

/** By what they import; with `globals`, by a script that runs them. In a workspace, Vitest is often installed at the root. */
function hasUnitTests({ texts }: Folder, manifest: Manifest | null): boolean {
  const tests = [...texts].filter(([file]) => /\.(test|spec)\.[cm]?[jt]sx?$/.test(file))
  const isRun = Object.values(manifest?.scripts ?? {}).some((script) => /\bvitest\b/.test(script))
  return tests.some(([, text]) => isRun || /['"]vitest['"]/.test(text))
}

function isTypeScript({ files }: Folder, manifest: Manifest | null): boolean {
  const config = configName(files)
  return (
    files.has('tsconfig.json') || manifest?.dependencies.has('typescript') === true || config?.endsWith('ts') === true
  )
}

/** From package.json, go.mod or the folder, with what a file's name and a scenario can hold. */
function serverName(folder: Folder, manifest: Manifest | null): string {
  const module = /^module\s+(\S+)/m.exec(folder.texts.get('go.mod') ?? '')?.[1]
  const named =
    manifest?.name ?? module ?? /^name\s*=\s*["']([^"']+)/m.exec(folder.texts.get('pyproject.toml') ?? '')?.[1]
  return (
    kebab(
      named
        ?.replace(/\/v\d+$/, '')
        .split('/')
        .at(-1) ?? '',
    ) ||
    kebab(nameOf(folder)) ||
    'server'
  )
}

function kebab(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}
