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

/** What the text alone cannot tell, by the reason. */
const HIDDEN = {
  'the answers were cut': ['ab/short'],
  'the answers were empty, and the tool counts their headers or nothing': [
    'autocannon/v9-empty',
    'hey/empty',
    'k6/list-empty',
    'wrk2/short-empty',
  ],
  'it was interrupted, and its report looks whole': ['ab/sigint', 'ab/d-interrupted', 'hey/interrupted'],
  'connections were reset, and the tool sent less': ['wrk2/short-reset'],
  'a threshold was crossed, and this form leaves them out': ['k6/list-crossed'],
}

export const NOT_FROM_THE_TEXT = Object.values(HIDDEN).flat()

export const READ = FIXTURES.filter(({ name, text }) => text !== '' && name !== HTML)
