import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, test, vi } from 'vitest'
import { viteVersion } from 'vitest/node'
import { compile, folderElsewhere, mustRun, packInto, PNPM, run, whyOffline, writeProject, YARN } from './pack.ts'

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 })

const VITEST = { vitest: '^5.1.1', '@types/node': '^24.19.2' }

/** One way to install the package: how it is done, and how the gate is then started. `home` is the folder of the gate. */
type Layout = {
  readonly name: string
  readonly home?: string
  /** Types are found otherwise in it, or others are there. */
  readonly compiles?: true
  /** Measured beside the references of the package. One layout is enough for them, because they are found as its other files are. */
  readonly references?: true
  readonly beside: Readonly<Record<string, string>>
  readonly write?: (folder: string) => void
  /** What else its package.json says. */
  readonly manifest?: object
  /** Asks the registry, where that is another program's work than npm's. */
  readonly probe?: readonly string[]
  readonly install: readonly string[]
  readonly start: readonly string[]
}

const LAYOUTS: readonly Layout[] = [
  {
    name: 'the isolated layout of pnpm',
    compiles: true,
    references: true,
    beside: VITEST,
    install: [...PNPM, 'install'],
    start: [...PNPM, 'run', 'test:perf'],
  },
  {
    name: 'an npm workspace, which has its packages at the root',
    home: 'packages/web',
    beside: VITEST,
    write: (folder) =>
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, workspaces: ['packages/*'] })),
    install: ['npm', 'install'],
    start: ['npm', 'run', 'test:perf', '--workspace', 'packages/web'],
  },
  {
    name: 'the node_modules of Yarn, which installs no peers',
    beside: { ...VITEST, vite: '^8.0.0' },
    // Yarn gives up where a registry lacks a package of another system, which a Vite of the day may name.
    manifest: { resolutions: { vite: viteVersion } },
    write: (folder) => {
      writeFileSync(
        join(folder, '.yarnrc.yml'),
        'nodeLinker: node-modules\nenableTelemetry: false\nenableImmutableInstalls: false\n',
      )
      // Without a lockfile of its own, Yarn takes the folder for a part of a project above it.
      writeFileSync(join(folder, 'yarn.lock'), '')
    },
    probe: [...YARN, 'npm', 'info', 'zod', '--fields', 'version'],
    install: [...YARN, 'install'],
    start: [...YARN, 'run', 'test:perf'],
  },
  {
    name: 'a project with Vitest 4',
    compiles: true,
    beside: { ...VITEST, vitest: '^4.1.12' },
    install: ['npm', 'install'],
    start: ['npm', 'run', 'test:perf'],
  },
]

const packages = folderElsewhere(afterAll)
let tarball: string
/** Why nothing can be installed here; null when it can. */
let offline: string | null

beforeAll(async () => {
  tarball = (await packInto(packages)).tarball
  offline = await whyOffline()
})

/** Nothing is counted, and a busy machine does not matter: what is asked here is not how fast something is. */
const QUICK = {
  LOADGATE_COUNT: 'off',
  LOADGATE_EXPLAIN: 'off',
  LOADGATE_BUSY: 'measure',
  CI: '',
  GITHUB_ACTIONS: '',
}

test.for(LAYOUTS)('in $name, a gate records, and then compares and is red', async (layout, context) => {
  if (offline !== null) context.skip(offline)
  const folder = folderElsewhere(context.onTestFinished)
  const home = join(folder, layout.home ?? '.')
  writeProject(home, {
    scripts: { 'test:perf': 'vitest run --project perf' },
    devDependencies: { ...layout.beside, loadgate: `file:${tarball}` },
    ...layout.manifest,
  })
  layout.write?.(folder)
  const asked = layout.probe ? await run(layout.probe, folder) : null
  if (asked !== null && asked.exitCode !== 0) context.skip(`its registry cannot be reached: ${asked.output.trim()}`)
  await mustRun(layout.install, folder)
  if (layout.compiles) context.expect(await compile(home, 'nodenext')).toEqual({ exitCode: 0, output: '' })
  const always = { ...QUICK, TMPDIR: folder, REFERENCE: layout.references ? '' : 'short' }
  const gate = (env: Record<string, string>) => run(layout.start, folder, { ...always, ...env })

  const recorded = await gate({ WAVES: '3' })
  context.expect(recorded, recorded.output).toMatchObject({ exitCode: 0 })
  const [baseline = ''] = globSync(join(home, 'baselines', '*', 'hello.json'))
  const { $schema } = JSON.parse(readFileSync(baseline, 'utf8')) as { readonly $schema: string }
  context.expect($schema).toMatch(/node_modules\/loadgate\/schema\/baseline\.json$/)
  context.expect(existsSync(join(dirname(baseline), $schema)), $schema).toBe(true)

  // After one launch nothing can be said, and that is red if it is meant to be.
  const unsure = await gate({ WAVES: '1', LOADGATE_UNSURE: 'fail' })
  context.expect(unsure.output).toContain('hello: throughput unsure, 1 launch is too few to decide')
  context.expect(unsure.exitCode).toBe(1)
})
