import type { RawFunction } from './callgrind.ts'
import type { CodeMap } from './code-map.ts'

/** A function that a person can open, or that was made from somebody's code while the server ran. */
export type Frame = {
  /** The same for two pieces of code of one function, and different for two functions. */
  readonly key: string
  /** Empty for an anonymous function. */
  readonly name: string
  /** Relative to the project, in a package from its name on, `node:…` inside Node; null for code made while the server ran. */
  readonly file: string | null
  readonly line: number | null
  /** Null for the project's own code, and for what nobody can tell. */
  readonly package: string | null
}

/** Whose function it is; null for what belongs to the runtime, which is charged to the nearest caller that has a frame. */
export type FrameOf = (raw: RawFunction) => Frame | null

/**
 * `root` is the folder of the side that was profiled: files below it are the project's own. With a map of the code that the runtime
 * made, nothing else has a frame: the runtime's own symbols are no functions of the project, whatever is known of their source.
 */
export function framesBy(codeMap: CodeMap | null, root: string): FrameOf {
  const known = new Map<RawFunction, Frame | null>()
  return (raw) => {
    const before = known.get(raw)
    if (before !== undefined) return before
    const found = codeMap === null ? ofSymbol(raw, root) : ofCode(codeMap(Number(raw.name)), root)
    known.set(raw, found)
    return found
  }
}

/** As the runtime named the code that it made. */
function ofCode(text: string | null, root: string): Frame | null {
  if (text === null) return null
  return text.startsWith('py::') ? ofPython(text.slice(4), root) : ofV8(text, root)
}

/** `render:/app/views.py` */
function ofPython(text: string, root: string): Frame | null {
  const colon = text.indexOf(':')
  return colon === -1 ? null : frame({ name: text.slice(0, colon), path: text.slice(colon + 1), line: null }, root)
}

/** `JS:^set /app/a.js:20:28`, with a character for the compiler; `Eval:` and `Script:` likewise. */
function ofV8(text: string, root: string): Frame | null {
  const [, rest, line] = /^(?:JS|Eval|Script):[~^+*'o]?(.*):(\d+):\d+$/s.exec(text) ?? []
  if (rest === undefined) return null
  const path = / (?=file:|node:|\/)/.exec(rest)?.index ?? rest.lastIndexOf(' ')
  return frame({ name: rest.slice(0, path), path: rest.slice(path + 1), line: Number(line) }, root)
}

/** A symbol of a program that has debug information. Those of system libraries name no whole path, and nobody can open them. */
function ofSymbol({ name, file, line }: RawFunction, root: string): Frame | null {
  if (file === null || !file.startsWith('/')) return null
  return frame({ name, path: file, line: line === 0 ? null : line }, root)
}

function frame(
  { name, path, line }: { readonly name: string; readonly path: string; readonly line: number | null },
  root: string,
): Frame {
  const place = placeOf(path.startsWith('file://') ? decodeURI(path.slice('file://'.length)) : path, root)
  return { key: `${name} ${place.file ?? ''}:${line ?? ''}`, name, line, ...place }
}

/** Folders below which every package has a folder of its own, named like it. */
const PACKAGES = /^.*\/(?:node_modules|site-packages|pkg\/mod|registry\/src\/[^/]+)\/(?!\.pnpm\/)/s

function placeOf(path: string, root: string): Pick<Frame, 'file' | 'package'> {
  if (path === '') return { file: null, package: null }
  if (path.startsWith('node:')) return { file: path, package: 'node' }
  if (PACKAGES.test(path)) {
    const file = path.replace(PACKAGES, '')
    return { file, package: /^(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? null }
  }
  return { file: path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path, package: null }
}
