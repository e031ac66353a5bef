import { objectOr, parseObject } from './manifest.ts'

/** A package.json with more in it, and what is new, one line for each; null when nothing is missing. */
export type PackageChange = { readonly text: string; readonly lines: readonly string[] } | null

export const SCRIPTS = {
  'test:perf': 'vitest run --project perf',
  'baseline:update': 'vitest run --project perf --update=all',
} as const

export type Additions = {
  /** Names and ranges. Those that package.json has under any kind stay. */
  readonly devDependencies: Readonly<Record<string, string>>
  /** Scripts that run all projects of Vitest get all but the gate: load tests are no unit tests. */
  readonly keepsUnitTestsApart: boolean
}

/** With npm's own formatting: the indent of the file, and every key on a line. Throws LoadgateError when it is no package.json. */
export function changePackage(text: string, { devDependencies, keepsUnitTestsApart }: Additions): PackageChange {
  const raw = parseObject(text, 'package.json')
  const scripts = objectOr(raw['scripts'])
  const apart = keepsUnitTestsApart ? withoutGate(scripts) : {}
  const added = missingIn(scripts, SCRIPTS)
  const known = ['dependencies', 'devDependencies', 'optionalDependencies'].map((kind) => objectOr(raw[kind]))
  const needed = missingIn(Object.assign({}, ...known) as object, devDependencies)
  const lines = [...linesOf({ ...apart, ...added }, 'scripts'), ...linesOf(needed, 'devDependencies')]
  if (lines.length === 0) return null
  const changed = {
    ...raw,
    scripts: { ...scripts, ...apart, ...added },
    ...(Object.keys(needed).length === 0
      ? {}
      : { devDependencies: { ...objectOr(raw['devDependencies']), ...needed } }),
  }
  return { text: asBefore(text, `${JSON.stringify(changed, null, indentOf(text))}\n`), lines }
}

/** A new one, for a repository in another language. */
export function newPackage(name: string, devDependencies: Readonly<Record<string, string>>): string {
  return `${JSON.stringify({ name, private: true, type: 'module', scripts: SCRIPTS, devDependencies }, null, 2)}\n`
}

function missingIn(present: object, wanted: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => !Object.hasOwn(present, name)))
}

function linesOf(entries: Readonly<Record<string, unknown>>, kind: string): readonly string[] {
  return Object.entries(entries).map(([name, value]) => `${kind}: "${name}": ${JSON.stringify(value)}`)
}

/** `vitest run` becomes `vitest run --project=!perf`; a script that names projects or a configuration knows what it wants. */
function withoutGate(scripts: Readonly<Record<string, unknown>>): Record<string, string> {
  const all = Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  const changed = all.map(
    ([name, script]) =>
      [
        name,
        script
          .split(/(&&|\|\||;)/)
          .map(stepWithoutGate)
          .join(''),
      ] as const,
  )
  return Object.fromEntries(changed.filter(([name, script]) => script !== scripts[name]))
}

function stepWithoutGate(step: string): string {
  if (/--project|--config|\s-c\s|--root|\s-r\s/.test(step)) return step
  return step.replace(
    /^(\s*(?:npx |cross-env |[A-Za-z_]\w*=\S+ )*vitest(?: run| watch| dev)?)(?=\s|$)(?! (?:bench|list|init|related|typecheck))/,
    '$1 --project=!perf',
  )
}

/** With the ends of lines and the byte order mark that were there. */
function asBefore(old: string, text: string): string {
  const mark = old.startsWith('\uFEFF') ? '\uFEFF' : ''
  return mark + (old.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text)
}

function indentOf(text: string): string | number {
  return /^([ \t]+)"/m.exec(text)?.[1] ?? 2
}
