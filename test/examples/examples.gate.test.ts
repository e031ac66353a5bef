import { cpSync, globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, test, vi } from 'vitest'
import { letOthersFirst, reason, valgrind } from '../count/fixture.ts'
import { folderElsewhere, mustRun, packInto, run, whyOffline } from '../package/pack.ts'

vi.setConfig({ testTimeout: 900_000, hookTimeout: 120_000 })

letOthersFirst()

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url))

/** A program with the arguments by which it says its version. */
type Program = readonly [string, ...string[]]

type Example = {
  readonly name: string
  /** What it needs beside Node and valgrind. */
  readonly needs: Program | null
  /** The package.json that names loadgate. */
  readonly manifest: string
  /** How many unit tests it has, which run as before. */
  readonly unitTests: number
  /** Timing takes a third of the time that counting takes, so only one of them is counted. */
  readonly by: 'counts' | 'times'
  /** The specs that are run, if not all. */
  readonly specs?: readonly string[]
  /** A change that makes listing dearer, and nothing else: by a few per cent where it is counted, many times where it is timed. */
  readonly slower: { readonly file: string; readonly from: string; readonly to: string }
}

const TRIED: readonly Example[] = [
  {
    name: 'express-sqlite',
    needs: null,
    manifest: 'package.json',
    unitTests: 1,
    by: 'times',
    specs: ['list.perf', 'flow.perf'],
    slower: {
      file: 'notes.js',
      from: 'select.all(limit)',
      to: 'Array.from({ length: 1000 }, () => select.all(limit))[0]',
    },
  },
  {
    name: 'fastapi',
    needs: ['python3', '--version'],
    manifest: 'package.json',
    unitTests: 0,
    by: 'times',
    specs: ['list.perf'],
    slower: {
      file: 'app.py',
      from: 'return stored',
      to: 'return [note for _ in range(150) for note in stored if Text(text=note["text"])][:50]',
    },
  },
  {
    name: 'go',
    needs: ['go', 'version'],
    manifest: 'package.json',
    unitTests: 0,
    by: 'counts',
    specs: ['list.perf'],
    slower: {
      file: 'notes.go',
      from: 'answer(response, http.StatusOK, all.stored)',
      to: '_, _ = json.Marshal(all.stored)\n\tanswer(response, http.StatusOK, all.stored)',
    },
  },
  {
    name: 'monorepo',
    needs: null,
    manifest: 'packages/api/package.json',
    unitTests: 1,
    by: 'times',
    slower: {
      file: 'packages/catalogue/catalogue.ts',
      from: 'return PRODUCTS.toSorted',
      to: 'return Array.from({ length: 25 }, () => structuredClone(PRODUCTS))[0]!.toSorted',
    },
  },
]

/** How a gate is run, and the metric that is red in it. Whatever else happens on the machine does not matter. */
const WAYS = {
  counts: { env: { LOADGATE_COUNT: 'only' }, metric: 'instructions' },
  times: {
    env: { LOADGATE_COUNT: 'off', LOADGATE_BUSY: 'measure' },
    metric: 'CPU per request',
  },
} as const

const packages = folderElsewhere(afterAll)
let tarball: string
/** Why no example can be installed here; null when they can. */
let offline: string | null

beforeAll(async () => {
  tarball = (await packInto(packages)).tarball
  offline = await whyOffline()
})

/** Of a server of an example. */
const WARMUP = /warmup: [\d_]+/

/**
 * Three waves and one reference, and a short warm-up of both, are enough for what nobody could miss. The examples themselves have the
 * budget and the references that everybody has, and longer warm-ups.
 */
const REFERENCE = { name: 'reference', command: ['node', join(EXAMPLES, '../references/reference.js')], warmup: 200 }
const SHORT = `budget: { seconds: 3, waves: 3, rounds: 5 }, references: [${JSON.stringify(REFERENCE)}]`

/** Its folder, with the package installed from the tarball. */
async function install({ name, manifest }: Example, folder: string): Promise<void> {
  cpSync(join(EXAMPLES, name), folder, { recursive: true })
  for (const config of globSync(join(folder, dirname(manifest), 'vitest.config.*'))) {
    replaceIn(config, 'loadgate({', `loadgate({ ${SHORT},`)
    replaceIn(config, WARMUP, 'warmup: 200')
  }
  replaceIn(join(folder, manifest), '"^0.1.0"', JSON.stringify(`file:${tarball}`))
  await mustRun(['npm', 'install', '--no-audit', '--no-fund'], folder)
}

function replaceIn(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file, 'utf8')
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`${file} has no ${from}`)
  writeFileSync(file, changed)
}

test.for(TRIED)(
  '$name passes the unit tests that it has, records its $by, and is red when listing does more',
  async (example, context) => {
    if (offline !== null) context.skip(offline)
    if (example.by === 'counts' && valgrind === '') context.skip(reason.trim())
    const folder = folderElsewhere(context.onTestFinished)
    if (example.needs && !(await isThere(example.needs, folder))) context.skip(`there is no ${example.needs[0]} here`)
    await install(example, folder)
    // Gates wait for others with the same folder of temporary files. Go takes no module in it.
    const TMPDIR = mkdtempSync(join(packages, 'tmp-'))
    const { env, metric } = WAYS[example.by]
    const gate = (...specs: string[]) =>
      run(['npm', 'run', 'test:perf', '--', ...specs], folder, { TMPDIR, CI: '', LOADGATE_EXPLAIN: 'off', ...env })

    if (example.unitTests > 0) {
      const unit = await run(['npm', 'test'], folder)
      context.expect(unit.output).toMatch(new RegExp(`Tests +${example.unitTests} passed`))
      context.expect(unit.exitCode).toBe(0)
    }
    const recorded = await gate(...(example.specs ?? []))
    context.expect(recorded, recorded.output).toMatchObject({ exitCode: 0 })

    const { file, from, to } = example.slower
    replaceIn(join(folder, file), from, to)
    const slower = await gate('list.perf')
    context.expect(slower.output).toMatch(new RegExp(`^regressed +\\w+ +${metric}`, 'm'))
    context.expect(slower.exitCode).toBe(1)
  },
)

async function isThere(program: Program, folder: string): Promise<boolean> {
  return (await run(program, folder)).exitCode === 0
}
