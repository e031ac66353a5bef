import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const textOf = (path: string) => readFileSync(fileURLToPath(new URL(`../docs/${path}`, import.meta.url)), 'utf8')

test('the manifest has one Job for each generator of the page, and one that may run commands in them', () => {
  const [, list = ''] = /generators: \[(.*?)\]\.map/.exec(textOf('scale.md')) ?? []
  const generators = list.split(', ').map((name) => name.replaceAll("'", ''))
  const jobs = textOf('kubernetes/generators.yaml')
    .split(/^---$/m)
    .filter((resource) => /^kind: Job$/m.test(resource))
  expect(jobs.map((job) => /^metadata: \{ name: (\S+) \}$/m.exec(job)?.[1])).toEqual([...generators, 'loadgate'])
  expect(jobs.map((job) => /serviceAccountName: (\S+)/.exec(job)?.[1])).toEqual([
    ...generators.map(() => undefined),
    'loadgate',
  ])
})
