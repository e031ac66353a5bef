import type { Folder } from './folder.ts'
import type { Seen } from './project.ts'

/** What a runner installs for the server besides the packages of npm. */
export function setUpFor(
  { files }: Folder,
  { language, start }: Seen,
): readonly { readonly name: string; readonly run: string }[] {
  const name = 'Install what the server needs'
  if (language !== 'Python') return []
  if (files.has('uv.lock')) return [{ name, run: 'pipx install uv' }]
  // A server with a `build` makes its environment itself, and loadgate makes that of a lock file.
  if (start?.build !== undefined || start?.python !== undefined) return []
  const what = files.has('requirements.txt') ? '-r requirements.txt' : files.has('pyproject.toml') ? '.' : null
  if (what === null) return []
  const run = `python3 -m venv .venv\n.venv/bin/pip install -q ${what}\necho "$PWD/.venv/bin" >> "$GITHUB_PATH"`
  return [{ name, run }]
}

const INSTALL = {
  npm: 'npm ci',
  pnpm: 'corepack enable && pnpm install --frozen-lockfile',
  yarn: 'corepack enable && yarn install --immutable',
} as const

/** What a runner installs the packages with. Yarn 1 has another flag. */
export function installFor(folder: Folder, { packageManager }: Seen): string {
  return packageManager === 'yarn' && isYarn1(folder) ? 'yarn install --frozen-lockfile' : INSTALL[packageManager]
}

/** Later ones have a file of settings, or are named in a package.json. */
function isYarn1({ files, texts, above }: Folder): boolean {
  const packages = [texts.get('package.json'), ...above.map(({ packageText }) => packageText)]
  const isNamed = packages.some((text) => /"packageManager":\s*"yarn@[^01]/.test(text ?? ''))
  return !isNamed && ![files, ...above.map((one) => one.files)].some((one) => one.has('.yarnrc.yml'))
}
