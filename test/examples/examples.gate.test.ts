import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
  /** A spec that is timed, which takes a fifth of the time that counting it would. */
  readonly timed?: string
  /** A change that makes listing dearer, and nothing else. */
  readonly slower: { readonly file: string; readonly from: string; readonly to: string }
}

const TRIED: readonly Example[] = [
  {
    name: 'express-sqlite',
    needs: null,
    manifest: 'package.json',
    unitTests: 1,
    timed: 'add.perf',
    slower: { file: 'notes.js', from: 'select.all(limit)', to: 'structuredClone(select.all(limit))' },
  },
  {
    name: 'fastapi',
    needs: ['python3', '--version'],
    manifest: 'package.json',
    unitTests: 0,
    slower: {
      file: 'app.py',
      from: 'return stored',
      to: 'return [note for note in stored if Text(text=note["text"])]',
    },
  },
  {
    name: 'go',
    needs: ['go', 'version'],
    manifest: 'package.json',
    unitTests: 0,
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
    slower: {
      file: 'packages/catalogue/catalogue.ts',
      from: 'return PRODUCTS.toSorted',
      to: 'return structuredClone(PRODUCTS).toSorted',
    },
  },
]

const COUNTED_ONLY = { LOADGATE_COUNT: 'only', LOADGATE_EXPLAIN: 'off' }
const TIMED = { LOADGATE_COUNT: 'off', LOADGATE_BUDGET: 'quick', LOADGATE_BUSY: 'measure' }

const packages = folderElsewhere(afterAll)
let tarball: string
/** Why no example can be installed here; null when they can. */
let offline: string | null

beforeAll(async () => {
  tarball = (await packInto(packages)).tarball
  offline = await whyOffline()
})

/** Its folder, with the package installed from the tarball. */
async function install({ name, manifest }: Example, folder: string): Promise<void> {
  cpSync(join(EXAMPLES, name), folder, { recursive: true })
  replaceIn(join(folder, manifest), '"^0.1.0"', JSON.stringify(`file:${tarball}`))
  await mustRun(['npm', 'install', '--no-audit', '--no-fund'], folder)
}

function replaceIn(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
  writeFileSync(file, text.replace(from, to))
}

test.skipIf(valgrind === '').for(TRIED)(
  `$name passes the unit tests that it has, is timed, records its counts, and is red when listing does more${reason}`,
  async (example, context) => {
    if (offline !== null) context.skip(offline)
    const folder = folderElsewhere(context.onTestFinished)
    if (example.needs && !(await isThere(example.needs, folder))) context.skip(`there is no ${example.needs[0]} here`)
    await install(example, folder)
    // Gates wait for others with the same folder of temporary files. Go takes no module in it.
    const TMPDIR = mkdtempSync(join(packages, 'tmp-'))
    const gate = (spec: string, env: Readonly<Record<string, string>>) =>
      run(['npm', 'run', 'test:perf', '--', spec], folder, { TMPDIR, CI: '', ...env })

    if (example.unitTests > 0) {
      const unit = await run(['npm', 'test'], folder)
      context.expect(unit.output).toMatch(new RegExp(`Tests +${example.unitTests} passed`))
      context.expect(unit.exitCode).toBe(0)
    }
    const timed = example.timed === undefined ? null : await gate(example.timed, TIMED)
    context.expect(timed?.exitCode ?? 0, timed?.output).toBe(0)
    const recorded = await gate('list.perf', COUNTED_ONLY)
    context.expect(recorded, recorded.output).toMatchObject({ exitCode: 0 })

    const { file, from, to } = example.slower
    replaceIn(join(folder, file), from, to)
    const slower = await gate('list.perf', COUNTED_ONLY)
    context.expect(slower.output).toMatch(/^regressed +\w+ +instructions/m)
    context.expect(slower.exitCode).toBe(1)
  },
)

async function isThere(program: Program, folder: string): Promise<boolean> {
  return (await run(program, folder)).exitCode === 0
}
