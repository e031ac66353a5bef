import { LoadgateError } from '../../model/error.ts'
import { messages } from './messages.ts'

/** What a package.json says, as far as it matters here. */
export type Manifest = {
  readonly name: string | null
  readonly isModule: boolean
  readonly main: string | null
  readonly scripts: Readonly<Record<string, string>>
  /** The names of all kinds of them. */
  readonly dependencies: ReadonlySet<string>
  readonly isWorkspaceRoot: boolean
}

const KINDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const

type Raw = Readonly<Record<string, unknown>>

/** Throws LoadgateError that names `file` when it is no package.json. */
export function parseManifest(text: string, file = 'package.json'): Manifest {
  const raw = parseObject(text, file)
  return {
    name: textOr(raw['name'], null),
    isModule: raw['type'] === 'module',
    main: textOr(raw['main'], null),
    scripts: Object.fromEntries(
      Object.entries(objectOr(raw['scripts'])).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
    dependencies: new Set(KINDS.flatMap((kind) => Object.keys(objectOr(raw[kind])))),
    isWorkspaceRoot: raw['workspaces'] !== undefined,
  }
}

/** The object in a package.json. Throws as `parseManifest` does. */
export function parseObject(text: string, file: string): Raw {
  try {
    const raw: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Raw
    throw new SyntaxError('it holds no object')
  } catch (cause) {
    throw new LoadgateError(
      'wrong-package-json',
      messages.wrongPackageJson({ file, problem: (cause as Error).message }),
      { cause },
    )
  }
}

function textOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' && value !== '' ? value : otherwise
}

export function objectOr(value: unknown): Raw {
  return typeof value === 'object' && value !== null ? (value as Raw) : {}
}
