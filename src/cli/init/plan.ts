import { addGate, linesToPaste, UNIT_PROJECT } from './config-edit.ts'
import { configName } from './config-name.ts'
import { fileLike, kept, SERVERS, type Choices, type Entry, type Frame, type Surroundings } from './entry.ts'
import { placesFor } from './languages.ts'
import { messages } from './messages.ts'
import { planIgnored, planPackage, planWorkflow } from './plan-repository.ts'
import { configText, serversText, specText } from './server-files.ts'
import { styleOf } from './style.ts'

/** Decides about each file. Nothing that is there is ever replaced. */
export function planFiles(surroundings: Surroundings, choices: Choices): readonly Entry[] {
  const { folder, seen } = surroundings
  const places = placesFor(folder, seen, choices.definition.name)
  const code = [configName(folder.files), seen.start?.entry].map((file) => folder.texts.get(file ?? '') ?? '')
  const frame = { ...surroundings, places, style: styleOf(code.find((text) => /^import\b/m.test(text)) ?? '') }
  const config = planConfig(frame)
  // A gate that is there already has servers and load tests of its own.
  const own = config.kind === 'kept' && fileLike(folder, SERVERS) === null
  return [
    ...(own ? [] : [planServers(frame, choices), planSpec(frame, choices)]),
    config,
    planPackage(frame, choices, config),
    planIgnored(frame),
    ...planWorkflow(frame),
  ]
}

function planServers({ folder, places, style }: Frame, { definition }: Choices): Entry {
  const there = fileLike(folder, SERVERS)
  if (there !== null) return kept(there)
  return {
    kind: 'new',
    path: places.servers,
    text: serversText(definition, style),
    what: messages.howStarted({ note: places.note }),
  }
}

function planSpec({ folder, places, style }: Frame, { definition, path, expect }: Choices): Entry {
  const there = fileLike(folder, /^perf\/.*\.perf\.[jt]s$/)
  if (there !== null) return kept(there)
  const text = specText({ server: definition.name, path, expect }, style)
  return { kind: 'new', path: places.spec, text, what: messages.loadTest({ path }) }
}

function planConfig({ folder, seen, places, style, parse }: Frame): Entry {
  const there = configName(folder.files)
  const servers = places.imported
  const unit = seen.unitTests ? UNIT_PROJECT : null
  if (there === null)
    return {
      kind: 'new',
      path: places.config,
      text: configText(servers, unit, style),
      what: messages.gateInConfig({ unit: unit !== null }),
    }
  const before = folder.texts.get(there) ?? ''
  const edited = addGate({ file: there, text: before, servers, style, parse })
  if (!('state' in edited))
    return {
      kind: 'changed',
      path: there,
      before,
      text: edited.text,
      lines: edited.lines,
      what: messages.gateInConfig({ unit: false }),
    }
  if (edited.state === 'present') return kept(there)
  const isBroken = edited.state === 'unreadable'
  return {
    kind: 'by hand',
    path: there,
    lines: linesToPaste(servers, style),
    what: messages.unclearConfig({ isBroken }),
    isBroken,
  }
}
