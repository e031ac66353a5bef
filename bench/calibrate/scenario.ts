import { scenarioSchema, type Scenario } from '../../src/model/scenario.ts'

/** What is asked of the server under calibration: the scenario of perf/home.perf.ts, so that its baselines can be used. */
export const TITLE = 'home page at 4 connections'

export const BASELINES = 'baselines'

/** Scenarios of the showcase whose committed baselines are drawn from. */
export const TITLES = [TITLE, '13 bytes at 400 connections'] as const

export function homePage(server: string): Scenario {
  return scenarioSchema.parse({ title: TITLE, servers: [server], request: { path: '/' }, load: { connections: 4 } })
}
