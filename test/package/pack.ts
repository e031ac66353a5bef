import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { onTestFinished, type TestContext } from 'vitest'
import { toolEnvironment } from '../../src/host/environment.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const fixture = fileURLToPath(new URL('../fixtures/package', import.meta.url))

/** The package as npm would publish it. Sizes are bytes. */
export type Packed = {
  readonly tarball: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

/** Runs a program to its end as in a terminal of the folder's user, with the Node that runs the tests. */
export async function run(
  [program = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly exitCode: number | undefined; readonly output: string }> {
  const own = toolEnvironment(cwd)
  const PATH = [dirname(process.execPath), own['PATH']].join(delimiter)
  const { exitCode, all } = await execa(program, args, {
    cwd,
    extendEnv: false,
    env: { ...own, PATH, ...env },
    stdin: 'ignore',
    all: true,
    reject: false,
  })
  return { exitCode, output: all ?? '' }
}

/** The same, with what it prints. Rejects when it fails. */
export async function mustRun(command: readonly string[], cwd: string): Promise<string> {
  const { exitCode, output } = await run(command, cwd)
  if (exitCode !== 0) throw new Error(`${command.join(' ')} failed:\n${output}`)
  return output
}

export const PNPM = ['npx', '--yes', 'pnpm@12.21.0']
export const YARN = ['npx', '--yes', '@yarnpkg/cli-dist@4.18.1']

/** Why nothing can be installed from a registry here; null when it can. */
export async function whyOffline(): Promise<string | null> {
  const { exitCode, output } = await run(['npm', 'view', 'zod', 'version', '--fetch-retries=0'], tmpdir())
  return exitCode === 0 ? null : `no package can be installed here: ${output.split('\n')[0]}`
}

/** A folder from which no package of this repository can be found, until the test ends. A concurrent test hands over its own `atEnd`. */
export function folderElsewhere(atEnd: TestContext['onTestFinished'] = onTestFinished): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadgate-package-')))
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Packs what is built. Another build would take files away from the tests that run beside this one. */
export async function packInto(folder: string): Promise<Packed> {
  const output = await mustRun(
    ['npm', 'pack', '--json', '--silent', '--ignore-scripts', '--pack-destination', folder],
    root,
  )
  const [packed] = JSON.parse(output) as [Packed & { readonly filename: string }]
  return { ...packed, tarball: join(folder, packed.filename) }
}

/** Writes package.json, and beside it the configuration, spec and server of a user. */
export function writeProject(folder: string, manifest: object): void {
  cpSync(fixture, folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', ...manifest }))
}

/** Unpacks the package into the folder's node_modules, and links what is installed here beside it. Needs no network. */
export async function unpackInto(folder: string, { tarball }: Packed, links: readonly string[] = []): Promise<string> {
  const home = join(folder, 'node_modules', 'loadgate')
  mkdirSync(home, { recursive: true })
  await mustRun(['tar', '-xzf', tarball, '-C', home, '--strip-components', '1'], folder)
  for (const name of links) {
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link)
  }
  return home
}

/** As strict as compilers get, in the libraries as well. */
const STRICT = {
  target: 'es2023',
  lib: ['es2023'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  noEmit: true,
}

const RESOLUTIONS = {
  nodenext: { module: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
}

/** Compiles what `writeProject` wrote, against what is installed in the folder. */
export function compile(folder: string, resolution: keyof typeof RESOLUTIONS): ReturnType<typeof run> {
  const config = { compilerOptions: { ...STRICT, ...RESOLUTIONS[resolution] }, include: ['*.ts', 'perf/*.ts'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  return run([join(root, 'node_modules', '.bin', 'tsc'), '--project', folder, '--checkers', '1'], folder)
}
