import type { Dump, RawFunction } from './callgrind.ts'
import type { CodeMap } from './code-map.ts'
import type { LineOf } from './python-lines.ts'

/** A function that a person can open, or that was made from somebody's code while the server ran. */
export type Frame = {
  /** The same for two pieces of code of one function, and different for two functions. */
  readonly key: string
  /** Empty for an anonymous function. */
  readonly name: string
  /**
   * Relative to the project (`../catalogue/list.ts` beside it in the repository), in a package from its name on, `node:…` inside Node;
   * null for code made while the server ran.
   */
  readonly file: string | null
  readonly line: number | null
  /** Null for the project's own code, and for what nobody can tell. */
  readonly package: string | null
}

/** Whose function it is; null for what belongs to the runtime, which is charged to the nearest caller that has a frame. */
export type FrameOf = (raw: RawFunction) => Frame | null

/**
 * The side that was profiled. `root` is its folder, and `repository` the one in which that is: files below it are the project's own,
 * those of other packages included. `linesIn` knows the lines of a source of Python by its path, as Python names it.
 */
export type Sources = Folders & { readonly linesIn: (path: string) => LineOf }

export type Folders = { readonly root: string; readonly repository: string }

/**
 * With a map of the code that the runtime made, nothing else has a frame: the runtime's own symbols are no functions of the project,
 * whatever is known of their source.
 */
export function framesBy(codeMap: CodeMap | null, sources: Sources): FrameOf {
  const known = new Map<RawFunction, Frame | null>()
  return (raw) => {
    const before = known.get(raw)
    if (before !== undefined) return before
    const found = codeMap === null ? ofSymbol(raw, sources) : ofCode(codeMap(Number(raw.name)), sources)
    known.set(raw, found)
    return found
  }
}

/** By what an interpreter runs code. */
const INTERPRETERS = {
  Python: /^_?PyEval_EvalFrame\w*(?:\.|$)/,
  another: /^(?:rb_vm_exec|vm_exec_core|execute_ex|Perl_runops_standard)(?:\.|$)/,
} as const

/** What interprets the code of a process, of which its symbols say nothing then: Python or another one, such as Ruby, PHP or Perl. Null for a compiled program. */
export function interpreterOf({ functions }: Dump): keyof typeof INTERPRETERS | null {
  const runs = (pattern: RegExp) => functions.some(({ name }) => pattern.test(name))
  return runs(INTERPRETERS.Python) ? 'Python' : runs(INTERPRETERS.another) ? 'another' : null
}

/** As the runtime named the code that it made. */
function ofCode(text: string | null, sources: Sources): Frame | null {
  if (text === null) return null
  return text.startsWith('py::') ? ofPython(text.slice(4), sources) : ofV8(text, sources)
}

/** `Views.render:/app/views.py`. The line is not in the key: a function stays the same wherever it stands in its file. */
function ofPython(text: string, sources: Sources): Frame | null {
  const [, name, path] = /^([^:]*):(.*)$/s.exec(text) ?? []
  if (name === undefined || path === undefined) return null
  return { ...placeFrame({ name, path, line: null }, sources), line: sources.linesIn(path)(name) }
}

/** `JS:^set /app/a.js:20:28`, with a character for the compiler; `Eval:` and `Script:` likewise. */
function ofV8(text: string, folders: Folders): Frame | null {
  const [, code, line] = /^(?:JS|Eval|Script):[~^+*]?(.*):(\d+):\d+$/s.exec(text) ?? []
  if (code === undefined) return null
  const [, name = '', path = ''] = NAME_AND_PATH.exec(code) ?? NAME_AND_ANYTHING.exec(code) ?? []
  return placeFrame({ name, path, line: Number(line) }, folders)
}

/** Names have spaces and slashes, such as `GET /users`; of a path, a folder whose name ends with a space is not expected. */
const NAME_AND_PATH = /^(.*) ((?:file:|node:|\/).*)$/s

/** Code that was made of text has a name where a file has a path, such as `evalmachine.<anonymous>`, or none. */
const NAME_AND_ANYTHING = /^(|\S.*) (.*)$/s

/** A symbol of a program that has debug information. Those of system libraries name no whole path, and nobody can open them. */
function ofSymbol({ name, file, line }: RawFunction, folders: Folders): Frame | null {
  if (file === null || !file.startsWith('/')) return null
  return placeFrame({ name, path: file, line: line === 0 ? null : line }, folders)
}

/** A function by its name, and the path or URL and the line that its runtime gives. */
export function placeFrame(
  { name, path, line }: { readonly name: string; readonly path: string; readonly line: number | null },
  folders: Folders,
): Frame {
  const place = placeOf(path.startsWith(FILE_URL) ? pathOf(path.slice(FILE_URL.length)) : path, folders)
  return { key: `${name} ${place.file ?? ''}:${line ?? ''}`, name, line, ...place }
}

const FILE_URL = 'file://'

/** Without the query by which a module is loaded once more. What is no proper encoding stays as it is. */
function pathOf(url: string): string {
  const path = url.replace(/[?#].*$/s, '')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

type Place = Pick<Frame, 'file' | 'package'>

function placeOf(path: string, { root, repository }: Folders): Place {
  if (path.startsWith('node:')) return { file: path, package: 'node' }
  if (path === '' || path.startsWith('<')) return { file: null, package: path.startsWith('<frozen ') ? 'python' : null }
  const local = path.startsWith(`${repository}/`) ? seenFrom(root, path) : path
  if (PACKAGES.test(`/${local}`)) return inPackage(`/${local}`.replace(PACKAGES, ''))
  if (PYTHON.test(path)) return { file: path.replace(PYTHON, ''), package: 'python' }
  return { file: local, package: null }
}

/** The way from a folder to a file, both absolute and without `..`. */
function seenFrom(folder: string, file: string): string {
  const [from, to] = [folder.split('/'), file.split('/')]
  const firstOther = from.findIndex((name, at) => name !== to[at])
  const shared = firstOther === -1 ? from.length : firstOther
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/')
}

/** Folders below which every package has a folder of its own, named like it. */
const PACKAGES = /^.*\/(?:node_modules|site-packages|dist-packages|pkg\/mod|registry\/src\/[^/]+)\/(?!\.pnpm\/)/s

/** Where Python keeps what comes with it. */
const PYTHON = /^.*\/lib\/python\d[^/]*\//s

/** How Go and Cargo name the folder of a package. The same function of another release is the same function. */
const WITH_VERSION = /^(.+?)@v\d[^/]*|^([\w-]+?)-\d+\.\d+\.\d+[^/]*/

/** `path` begins with the package's name. */
function inPackage(path: string): Place {
  const [versioned = '', go, crate] = WITH_VERSION.exec(path) ?? []
  const name = go ?? crate
  if (name !== undefined) return { file: name + path.slice(versioned.length), package: name }
  return { file: path, package: /^(?:@[^/]+\/)?[^/]+?(?=\.py$|\/|$)/.exec(path)?.[0] ?? null }
}
