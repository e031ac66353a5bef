import { beforeAll, describe, inject, test } from 'vitest'
import { LoadgateError } from '../model/error.ts'
import { messages } from './messages.ts'
import { messages as optionsMessages } from '../options/messages.ts'
import { scenarioSchema, type Scenario, type ScenarioOptions } from '../model/scenario.ts'
import { parse } from '../model/parse.ts'
import { ask } from './ask.ts'
import type { Answer } from '../gate/outcome.ts'
import type { Provided } from './provided.ts'

/** What was measured of one server in one scenario; hand it to `expect`. */
export type Run = { readonly server: string; readonly answer: Answer }

export type ScenarioHandle = {
  readonly title: string
  /** The servers that this run measures: all of the scenario's, or those of them that LOADGATE_SERVERS names. */
  readonly servers: readonly string[]
  /**
   * Whether this run measures all of these servers: what `test.runIf` wants of a test about several of them.
   * Throws LoadgateError for one that the scenario does not have, because its test would never run.
   */
  readonly measures: (...servers: readonly string[]) => boolean
  /** One server's part. Throws LoadgateError for a server that is not in `servers`, and before the measuring is done. */
  readonly run: (server: string) => Run
}

type Measured = Omit<ScenarioHandle, 'measures'>

/** Measuring ends by its own budget; this only ends a gate that hangs. */
const MEASURED_WITHIN = 3 * 60 * 60

/**
 * Declares what is asked of which servers, and measures it once, before the file's tests, in the main process.
 * Options are checked at once: throws LoadgateError that names the field.
 */
export function scenario(title: string, options: ScenarioOptions): ScenarioHandle {
  const checked = parse(scenarioSchema, { ...options, title }, `scenario "${title}"`)
  const gate = inject('loadgate')
  for (const name of checked.servers) {
    if (!gate.known.includes(name))
      throw new LoadgateError(
        'unknown-server',
        optionsMessages.unknownServer({ where: `scenario "${title}"`, name, known: gate.known }),
      )
  }
  const servers = [...new Set(checked.servers)].filter((name) => gate.chosen.includes(name))
  return {
    ...(servers.length === 0 ? notMeasured(checked, gate.skipped) : measured({ ...checked, servers })),
    measures: among(checked, servers),
  }
}

function among({ title, servers }: Scenario, chosen: readonly string[]): ScenarioHandle['measures'] {
  return (...names) => {
    const stranger = names.find((name) => !servers.includes(name))
    if (stranger !== undefined)
      throw new LoadgateError('no-such-server', messages.noSuchServer({ title, server: stranger, servers }))
    return names.every((name) => chosen.includes(name))
  }
}

function measured(checked: Scenario): Measured {
  let answer: Answer | undefined
  beforeAll(async () => {
    answer = await ask<Answer>(inject('loadgate'), checked)
  }, MEASURED_WITHIN * 1000)
  return {
    title: checked.title,
    servers: checked.servers,
    run(server) {
      if (!checked.servers.includes(server))
        throw new LoadgateError(
          'not-in-scenario',
          messages.notInScenario({ title: checked.title, server, servers: checked.servers }),
        )
      if (!answer)
        throw new LoadgateError('not-measured-yet', messages.notMeasuredYet({ title: checked.title, server }))
      return { server, answer }
    },
  }
}

/** Vitest wants a test in every file; a skipped one says why there is none. */
function notMeasured(checked: Scenario, skipped: Provided['skipped']): Measured {
  const own = skipped.filter(({ server }) => checked.servers.includes(server))
  describe(checked.title, () => {
    if (own.length === 0) test.skip('LOADGATE_SERVERS names none of its servers', () => {})
    for (const { server, reason } of own) test.skip(`${server}: ${reason}`, () => {})
  })
  return {
    title: checked.title,
    servers: [],
    run(server) {
      throw new LoadgateError('not-in-scenario', messages.notInScenario({ title: checked.title, server, servers: [] }))
    },
  }
}
