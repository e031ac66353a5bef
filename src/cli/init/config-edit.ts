import { shapeOf, type ArrayNode, type ObjectNode, type Program } from './config-shape.ts'
import { quoted, type Style } from './style.ts'

/** A Vitest configuration with the gate in it, and the lines that are new; or why it cannot be changed. */
export type Edited =
  | { readonly text: string; readonly lines: readonly string[] }
  | { readonly state: 'present' | 'unclear' | 'unreadable' }

type Insert = { readonly at: number; readonly text: string }

export type Edit = {
  readonly file: string
  readonly text: string
  /** As the configuration imports it, such as `./perf/servers.ts`. */
  readonly servers: string
  readonly style: Style
  /** Throws when the text is no program; null where there is no parser. */
  readonly parse: ((text: string) => Program) | null
}

/** The project of the unit tests, which would be forgotten beside a list of projects that does not have them. */
export const UNIT_PROJECT = "{ extends: true, test: { name: 'unit' } }"

/** For a configuration that is changed by hand. */
export function linesToPaste(servers: string, style: Style): readonly string[] {
  const unit = UNIT_PROJECT.replaceAll("'", style.quote)
  return [...importLines(servers, '{ servers }', style), `test: { projects: [${unit}, loadgate({ servers })] },`]
}

function importLines(servers: string, imported: string, style: Style): readonly string[] {
  return [
    `import { loadgate } from ${quoted('loadgate/config', style)}${style.end}`,
    `import ${imported} from ${quoted(servers, style)}${style.end}`,
  ]
}

/** Puts the gate among the projects, and leaves everything else as it is, to the byte. */
export function addGate(edit: Edit): Edited {
  const { text, parse } = edit
  if (/['"]loadgate\/config['"]/.test(text)) return { state: 'present' }
  if (parse === null) return { state: 'unclear' }
  const program = tryTo(() => parse(text))
  if (program === null) return { state: 'unreadable' }
  const inserts = insertsFor(edit, program)
  if (inserts === null) return { state: 'unclear' }
  const changed = inserts
    .toSorted((a, b) => b.at - a.at)
    .reduce((sum, { at, text: added }) => sum.slice(0, at) + added + sum.slice(at), text)
  if (tryTo(() => parse(changed)) === null) return { state: 'unclear' }
  return { text: changed, lines: newLines(text, changed) }
}

function tryTo<T>(act: () => T): T | null {
  try {
    return act()
  } catch {
    return null
  }
}

function insertsFor({ file, text, servers, style }: Edit, program: Program): readonly Insert[] | null {
  const shape = shapeOf(program)
  if (shape.state === 'unclear') return null
  const name = /\bservers\b/.test(text) ? 'loadgateServers' : 'servers'
  const imported = name === 'servers' ? '{ servers }' : `{ servers as ${name} }`
  const imports = importLines(servers, imported, style)
  const gate = name === 'servers' ? 'loadgate({ servers })' : `loadgate({ servers: ${name} })`
  const unit = UNIT_PROJECT.replaceAll("'", style.quote)
  const added =
    shape.state === 'projects'
      ? intoList(text, shape.list, gate)
      : shape.state === 'tests'
        ? intoObject(text, shape.tests, `projects: [${unit}, ${gate}]`)
        : intoObject(text, shape.options, `test: { projects: [${unit}, ${gate}] }`)
  // Vite's own defineConfig knows no `test` without it.
  const types =
    shape.state === 'options' && file.startsWith('vite.') && file.endsWith('ts') && !/vitest\/config/.test(text)
  return [
    ...(types ? [{ at: 0, text: '/// <reference types="vitest/config" />\n' }] : []),
    importsInto(text, program, imports),
    added,
  ]
}

function importsInto(text: string, program: Program, lines: readonly string[]): Insert {
  const last = program.body.findLast(({ type }) => type === 'ImportDeclaration')
  if (last === undefined) return { at: 0, text: `${lines.join('\n')}\n\n` }
  const lineEnd = text.indexOf('\n', last.end)
  return { at: lineEnd === -1 ? text.length : lineEnd, text: lines.map((line) => `\n${line}`).join('') }
}

function intoObject(text: string, { start, end, properties }: ObjectNode, added: string): Insert {
  return intoItems(text, { start, end, last: properties.at(-1) }, added)
}

function intoList(text: string, { start, end, elements }: ArrayNode, added: string): Insert {
  return intoItems(text, { start, end, last: elements.at(-1) ?? undefined }, added)
}

type Items = {
  readonly start: number
  readonly end: number
  readonly last: { readonly start: number; readonly end: number } | undefined
}

/** After the last item, on a line of its own where the items have lines of their own. */
function intoItems(text: string, { start, end, last }: Items, added: string): Insert {
  if (last === undefined) return { at: start + 1, text: text[start] === '{' ? ` ${added} ` : added }
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', last.start) + 1))?.[0] ?? ''
  const isOnOwnLine = text.slice(text.lastIndexOf('\n', last.start) + 1, last.start).trim() === ''
  const comma = /^\s*,/.exec(text.slice(last.end, end))?.[0]
  const at = last.end + (comma?.length ?? 0)
  const space = isOnOwnLine ? `\n${indent}` : ' '
  return { at, text: `${comma === undefined ? ',' : ''}${space}${added}${comma === undefined ? '' : ','}` }
}

/** Lines that only the second text has. */
function newLines(before: string, after: string): readonly string[] {
  const old = new Set(before.split('\n'))
  return after.split('\n').filter((line) => line.trim() !== '' && !old.has(line))
}
