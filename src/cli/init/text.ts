import { visible } from '../../report/safe.ts'
import { painterFor, padded, widthOf, wrap, type Format, type Screen } from '../../report/screen.ts'
import { messages } from './messages.ts'
import type { Entry, Surroundings } from './entry.ts'

/** Colours of what happens to a file. */
const KINDS = { new: 'green', changed: 'yellow', kept: 'dim', 'by hand': 'red' } as const satisfies Record<
  Entry['kind'],
  Format
>

const INDENT = '  '

/** A list of the files, each with what it is for. */
export function listText(title: string, entries: readonly Entry[], screen: Screen): string {
  const paint = painterFor(screen)
  const kinds = Math.max(...entries.map(({ kind }) => kind.length))
  const paths = Math.max(...entries.map(({ path }) => path.length))
  const indent = INDENT.length * 3 + kinds + paths
  const lines = entries.flatMap(({ kind, path, what }) => {
    const [first = '', ...rest] = wrap(visible(what), widthOf(screen) - indent, '')
    const head = [paint(KINDS[kind], padded(kind, kinds, 'left')), padded(visible(path), paths, 'left'), first]
    return [INDENT + head.join(INDENT), ...rest.map((line) => ' '.repeat(indent) + line)]
  })
  return `${[title, ...lines].join('\n')}\n\n`
}

/** What is new in the files, after `+`. The workflow is shown only when `whole`. */
export function contentText(entries: readonly Entry[], screen: Screen, whole: boolean): string {
  const paint = painterFor(screen)
  const shown = entries.filter((entry) => entry.kind !== 'kept' && (whole || !entry.path.endsWith('.yml')))
  const texts = shown.map((entry) => {
    const lines = entry.kind === 'new' ? entry.text.trimEnd().split('\n') : entry.kind === 'kept' ? [] : entry.lines
    const title = entry.kind === 'by hand' ? messages.byHand({ file: entry.path }) : entry.path
    return [paint('bold', visible(title)), ...lines.map((line) => paint('green', `+ ${visible(line)}`.trimEnd()))]
  })
  return texts.map((lines) => `\n${lines.join('\n')}\n`).join('') + (texts.length === 0 ? '' : '\n')
}

/** Sentences, each on lines of its own. */
export function sentencesText(sentences: readonly string[], screen: Screen): string {
  const lines = sentences
    .flatMap((one) => one.split('\n'))
    .flatMap((one) => wrap(visible(one), widthOf(screen), INDENT))
  return `${lines.join('\n')}\n`
}

/** What is left for the user, and at the very end the one command to run. */
export function endText(
  entries: readonly Entry[],
  surroundings: Surroundings,
  problem: string | null,
  screen: Screen,
): string {
  const definition = entries.find(({ path }) => path.startsWith('perf/servers'))?.path ?? ''
  const notes = [
    ...(problem === null ? [] : [messages.correctServer({ file: definition })]),
    ...entries.flatMap((entry) => (entry.kind === 'by hand' ? [messages.pasteFirst({ file: entry.path })] : [])),
    ...(surroundings.folder.repository === null ? [messages.noRepository] : []),
  ]
  const told = notes.map((note) => `${sentencesText([note], screen)}\n`).join('')
  const command = painterFor(screen)('bold', commandToRun(entries, surroundings))
  return `${told}${sentencesText([messages.next], screen)}\n${INDENT}${command}\n`
}

function commandToRun(entries: readonly Entry[], { seen, needs, way }: Surroundings): string {
  const { packageManager, manifest } = seen
  const isInstalled = manifest !== null && Object.keys(needs).every((name) => manifest.dependencies.has(name))
  const script = manifest?.scripts['test:perf'] ?? 'vitest'
  return [
    ...(way === '' ? [] : [`cd ${way}`]),
    ...(isInstalled ? [] : [`${packageManager} install`]),
    script.includes('vitest') ? `${packageManager} run test:perf` : 'npx vitest run --project perf',
  ].join(' && ')
}
