import type { Folder } from './folder.ts'
import { fixedPort, type Start } from './start.ts'

/** A variable that holds an application, and the module that it is in: `app.main` and `app`. */
type Application = { readonly file: string; readonly module: string; readonly variable: string }

/** From the framework among the packages, and the file that makes its application. */
export function pythonStart(folder: Folder, framework: string | null): Start | null {
  const packages = packagesText(folder)
  const start = djangoStart(folder, packages) ?? applicationStart(folder, framework, packages) ?? scriptStart(folder)
  return start === null ? null : inEnvironment(folder, start)
}

/** All that names packages: requirements.txt and pyproject.toml. */
export function packagesText({ texts }: Folder): string {
  return ['requirements.txt', 'pyproject.toml'].map((file) => texts.get(file) ?? '').join('\n')
}

function djangoStart({ texts }: Folder, packages: string): Start | null {
  if (!texts.has('manage.py')) return null
  const wsgi = [...texts.keys()].find((file) => file.endsWith('wsgi.py'))
  const seenIn = 'manage.py'
  if (wsgi !== undefined && /\bgunicorn\b/i.test(packages))
    return { command: gunicorn(`${moduleOf(wsgi)}:application`), seenIn, entry: wsgi }
  return {
    command: ['python3', 'manage.py', 'runserver', '--noreload', '127.0.0.1:{port}'],
    seenIn,
    entry: 'manage.py',
  }
}

function applicationStart(folder: Folder, framework: string | null, packages: string): Start | null {
  const found = framework === null ? null : findApplication(folder, framework)
  if (found === null) return null
  const { file, module, variable } = found
  const target = `${module}:${variable}`
  const isAsync = framework === 'FastAPI' || framework === 'Starlette'
  const command = isAsync
    ? ['python3', '-m', 'uvicorn', target, '--host', '127.0.0.1', '--port', '{port}', '--no-access-log']
    : /\bgunicorn\b/i.test(packages)
      ? gunicorn(target)
      : ['python3', '-m', 'flask', '--app', target, 'run', '--host', '127.0.0.1', '--port', '{port}']
  return { command, seenIn: file, entry: file }
}

const gunicorn = (target: string) => ['python3', '-m', 'gunicorn', '--bind', '127.0.0.1:{port}', target]

function findApplication({ texts }: Folder, framework: string): Application | null {
  const pattern = new RegExp(String.raw`^(\w+)(?:\s*:\s*\w+)?\s*=\s*(?:\w+\.)?${framework}\(`, 'm')
  for (const [file, text] of texts) {
    const variable =
      file.endsWith('.py') && !/(^|\/)(test_|tests\/|conftest)/.test(file) ? pattern.exec(text)?.[1] : undefined
    if (variable !== undefined) return { file, module: moduleOf(file), variable }
  }
  return null
}

function moduleOf(file: string): string {
  return file.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.')
}

/** A program that listens by itself. */
function scriptStart({ texts }: Folder): Start | null {
  const file = ['main.py', 'app.py', 'server.py', 'src/main.py'].find((one) =>
    /__main__|serve|run\(/.test(texts.get(one) ?? ''),
  )
  if (file === undefined) return null
  const text = texts.get(file) ?? ''
  const port = /\bPORT\b/.test(text)
    ? 'free'
    : fixedPort([text], /\bport\s*=\s*(\d{2,5})\b|\(\s*["'][\d.]*["']\s*,\s*(\d{2,5})\s*\)/)
  return { command: ['python3', file], seenIn: file, entry: file, port }
}

/** With the packages of the project's own environment, which the other side of a comparison makes for itself. */
function inEnvironment(folder: Folder, start: Start): Start {
  const { files, texts } = folder
  const rest = start.command.slice(1)
  if (files.has('uv.lock'))
    return { ...start, command: ['.venv/bin/python', ...rest], build: ['uv', 'sync', '--frozen'] }
  const venv = ['.venv', 'venv'].find((one) => files.has(`${one}/bin/python`))
  if (venv === undefined && / --hash=/.test(texts.get('requirements.txt') ?? ''))
    return { ...start, command: ['python', ...rest], python: 'requirements.txt' }
  if (venv === undefined || !files.has('requirements.txt')) return start
  const fill = `test -d ${venv} || python3 -m venv ${venv}; ${venv}/bin/pip install -q -r requirements.txt`
  return { ...start, command: [`${venv}/bin/python`, ...rest], build: ['sh', '-c', fill] }
}
