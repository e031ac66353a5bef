import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Care } from '../../src/host/child.ts'
import { startWatchdog } from '../../src/host/watchdog.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const made: string[] = []

export type Files = Readonly<Record<string, string>>

export type Repository = {
  readonly folder: string
  /** What git prints. */
  readonly git: (...args: readonly string[]) => Promise<string>
  /** Writes the files, commits everything, and gives the hash. */
  readonly commit: (files: Files) => Promise<string>
}

/** An empty folder of its own, as a real path. */
export function emptyFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'loadgate-against-')))
  made.push(folder)
  return folder
}

export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A Person',
  GIT_AUTHOR_EMAIL: 'person@example.org',
  GIT_COMMITTER_NAME: 'A Person',
  GIT_COMMITTER_EMAIL: 'person@example.org',
}

/** A real repository with one commit on `main`. */
export async function repository(files: Files = {}): Promise<Repository> {
  const opened = repositoryIn(emptyFolder())
  await opened.git('init', '--quiet', '-b', 'main')
  await opened.commit({ '.gitignore': 'node_modules/\n.loadgate/\n', ...files })
  return opened
}

export function repositoryIn(folder: string): Repository {
  const git = async (...args: readonly string[]) => (await execa('git', args, { cwd: folder, env: ENVIRONMENT })).stdout
  async function commit(changed: Files): Promise<string> {
    writeFiles(folder, changed)
    await git('add', '--all')
    await git('commit', '--quiet', '--allow-empty', '-m', 'change')
    return git('rev-parse', 'HEAD')
  }
  return { folder, git, commit }
}

/** As `npm ci` would have left it for a project that has Vitest and loadgate. */
export function withVitest(folder: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(join(project, 'node_modules', 'vitest'), join(folder, 'node_modules', 'vitest'))
  symlinkSync(project, join(folder, 'node_modules', 'loadgate'))
}

/** A vitest configuration with what loadgate() makes of these servers, whatever its version. */
export function configWith(servers: readonly object[]): string {
  const gate = { test: { name: 'perf', include: [], provide: { loadgateOptions: { servers } } } }
  return `export default { test: { projects: [{ test: { name: 'unit' } }, ${JSON.stringify(gate)}] } }\n`
}

/** The bases that lie below a project's scratch folder. */
export function basesIn(folder: string): string[] {
  return readdirSync(join(folder, '.loadgate', 'against')).filter((name) => name.startsWith('base-'))
}

/** One watchdog for a test file, and a signal that never comes. */
export function care(): Care & { readonly close: () => Promise<void> } {
  const watchdog = startWatchdog()
  return { watchdog, signal: new AbortController().signal, close: watchdog.close }
}
