import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compile, folderElsewhere, packInto, unpackInto, writeProject } from './pack.ts'

const folder = folderElsewhere(afterAll)

/** All that is installed beside the package: what a user of Vitest 5 has, and zod, whose types ours are made of. */
const BESIDE = ['vitest', 'vite', 'zod', '@types/node']

beforeAll(async () => {
  writeProject(folder, {})
  await unpackInto(folder, await packInto(folder), BESIDE)
})

test.for(['nodenext', 'bundler'] as const)(
  'a configuration, a spec and the whole public API compile in a strict project that resolves as %s',
  async (resolution) => {
    expect(await compile(folder, resolution)).toEqual({ exitCode: 0, output: '' })
  },
)

/** What an entry point's declarations export. */
function namesIn(entry: string): readonly string[] {
  const text = readFileSync(join(folder, 'node_modules', 'loadgate', 'dist', `${entry}.d.ts`), 'utf8')
  const lines = text.split('\n').filter((line) => line.startsWith('export '))
  return lines.flatMap((line) => /\{ (.*) \}/.exec(line)?.[1]?.split(', ') ?? line).toSorted()
}

test('specs import these names, and configurations those', () => {
  expect(namesIn('index')).toEqual([
    'ClaimOptions',
    'Limits',
    'OneRequest',
    'Run',
    'ScenarioHandle',
    'ScenarioOptions',
    'Tolerance',
    'scenario',
  ])
  expect(namesIn('config')).toEqual(['GateOptions', 'Prepare', 'ServerOptions', 'defineServer', 'loadgate'])
})
