import { LoadgateError } from '../model/error.ts'
import type { Scenario } from '../model/scenario.ts'
import type { ListedGate } from '../vitest/list-scenarios.ts'
import { messages } from './messages.ts'

/** A server of a scenario, and the gate that has both. */
export type Choice = { readonly gate: ListedGate; readonly scenario: Scenario; readonly server: string }

/** What a user names: a scenario's title or a part of it, and a server. */
export type Named = { readonly scenario?: string | undefined; readonly server?: string | undefined }

/** Every server of every scenario that was asked for, once. Throws LoadgateError that says what there is where nothing is. */
export function chooseAll(gates: readonly ListedGate[], named: Named): readonly Choice[] {
  const all = choicesIn(gates)
  if (all.length === 0) throw new LoadgateError('no-scenarios', messages.noScenarios({ gates: gates.length }))
  const titled = all.filter(({ scenario }) => scenario.title === named.scenario)
  const ofScenario =
    titled.length > 0 ? titled : all.filter(({ scenario }) => scenario.title.includes(named.scenario ?? ''))
  if (ofScenario.length === 0)
    throw new LoadgateError(
      'no-such-scenario',
      messages.noSuchScenario({ asked: named.scenario ?? '', titles: titlesOf(all) }),
    )
  const chosen = ofScenario.filter(({ server }) => named.server === undefined || server === named.server)
  if (chosen.length === 0)
    throw new LoadgateError(
      'no-such-server',
      messages.noSuchServer({ asked: named.server ?? '', servers: serversOf(ofScenario) }),
    )
  const [first, ...others] = chosen
  const stranger = others.find(({ gate }) => gate !== first!.gate)
  if (stranger) throw new LoadgateError('several-gates', messages.severalGates({ titles: titlesOf(chosen) }))
  return chosen
}

/** The only one that was asked for. Throws LoadgateError that lists them where there are several. */
export function chooseOne(gates: readonly ListedGate[], named: Named): Choice {
  const [choice, ...others] = chooseAll(gates, named)
  if (others.length === 0) return choice!
  const options = [choice!, ...others].map(({ scenario, server }) => ({ title: scenario.title, server }))
  throw new LoadgateError('several-servers', messages.severalServers({ options }))
}

function choicesIn(gates: readonly ListedGate[]): readonly Choice[] {
  const all = gates.flatMap((gate) =>
    gate.scenarios.flatMap((scenario) => scenario.servers.map((server) => ({ gate, scenario, server }))),
  )
  // Two specs may declare the same scenario.
  const keyOf = ({ gate, scenario, server }: Choice) => JSON.stringify([gate.name, scenario.title, server])
  return [...new Map(all.map((choice) => [keyOf(choice), choice])).values()]
}

function titlesOf(choices: readonly Choice[]): readonly string[] {
  return [...new Set(choices.map(({ scenario }) => scenario.title))]
}

function serversOf(choices: readonly Choice[]): readonly string[] {
  return [...new Set(choices.map(({ server }) => server))]
}
