import { fileLike, kept, SERVERS, type Choices, type Entry, type Frame } from './entry.ts'
import { WORKFLOW } from './folder.ts'
import { messages } from './messages.ts'
import { changePackage, newPackage } from './package-change.ts'
import { installFor, setUpFor } from './set-up.ts'
import { workflowText } from './workflow.ts'

/** Files that are there for more than the gate: only what is missing is added to them. */

const IGNORED = '.loadgate/'

export function planPackage({ folder, seen, needs }: Frame, { definition }: Choices, config: Entry): Entry {
  const before = folder.texts.get('package.json')
  if (before === undefined || seen.manifest === null)
    return { kind: 'new', path: 'package.json', text: newPackage(definition.name, needs), what: messages.newPackage }
  const apart = seen.unitTests && (config.kind === 'new' || config.kind === 'changed')
  const change = changePackage(before, { devDependencies: needs, keepsUnitTestsApart: apart })
  if (change === null) return kept('package.json')
  return { kind: 'changed', path: 'package.json', before, ...change, what: messages.scriptsAdded({ apart }) }
}

export function planIgnored({ folder, seen }: Frame): Entry {
  const before = folder.texts.get('.gitignore')
  const installs = seen.manifest === null || before === undefined
  const wanted = [IGNORED, ...(installs ? ['node_modules/'] : [])]
  const present = new Set((before ?? '').split('\n').map((line) => line.trim().replaceAll(/^\/|\/$/g, '')))
  const lines = wanted.filter((line) => !present.has(line.replace(/\/$/, '')))
  if (lines.length === 0) return kept('.gitignore')
  const what = messages.reportsIgnored
  if (before === undefined) return { kind: 'new', path: '.gitignore', text: `${lines.join('\n')}\n`, what }
  const text = `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${lines.join('\n')}\n`
  return { kind: 'changed', path: '.gitignore', before, text, lines, what }
}

/** None outside of a repository: its place is at the root of one. */
export function planWorkflow({ folder, seen, places }: Frame): readonly Entry[] {
  if (folder.repository === null) return []
  const path = `${'../'.repeat(seen.below === '' ? 0 : seen.below.split('/').length)}${WORKFLOW}`
  if (folder.workflow !== null) return [keptWorkflow(path, folder.workflow, seen.below)]
  const depth = seen.belowRoot === '' ? 0 : seen.belowRoot.split('/').length
  const root = seen.below
    .split('/')
    .slice(0, depth === 0 ? undefined : -depth)
    .join('/')
  const text = workflowText({
    packageManager: seen.packageManager,
    install: installFor(folder, seen),
    folder: seen.below,
    root,
    servers: fileLike(folder, SERVERS) ?? places.servers,
    setUp: setUpFor(folder, seen),
  })
  return [{ kind: 'new', path, text, what: messages.pullRequests }]
}

/** It may be that of another package. */
function keptWorkflow(path: string, text: string, below: string): Entry {
  const isNamed = [`${below}/`, `${below}\n`].some((words) => text.includes(words))
  if (below === '' || isNamed) return kept(path)
  return { kind: 'kept', path, what: messages.workflowOfOthers({ folder: below }) }
}
