import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../fixtures/outputs/', import.meta.url)

/** One real run of a load generator: what it printed to standard output, and the right reading of it. */
export type Fixture = {
  readonly name: string
  readonly text: string
  /** With `version`, the one that printed it. */
  readonly expected: Record<string, unknown> & { readonly usable: boolean }
}

export const FIXTURES: readonly Fixture[] = readdirSync(folder).flatMap((tool) =>
  readdirSync(new URL(`${tool}/`, folder))
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const name = `${tool}/${file.slice(0, -5)}`
      const read = (ending: string) => readFileSync(new URL(`${name}.${ending}`, folder), 'utf8')
      return { name, text: read('stdout'), expected: JSON.parse(read('json')) as Fixture['expected'] }
    }),
)

/** Nothing on standard output: the tool said on standard error why. */
export const SILENT = FIXTURES.filter(({ text }) => text === '')

/** ab -w, which is refused. */
export const HTML = 'ab/html-w'

/**
 * What the text alone cannot tell: bodies that are cut or empty, an interrupted ab or hey, whose report looks whole, and thresholds
 * in the one form of k6 that leaves them out.
 */
export const NOT_FROM_THE_TEXT = [
  'ab/short',
  'ab/sigint',
  'hey/interrupted',
  'hey/empty',
  'k6/list-empty',
  'k6/list-crossed',
]

export const READ = FIXTURES.filter(({ name, text }) => text !== '' && name !== HTML)
