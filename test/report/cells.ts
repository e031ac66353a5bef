import { METRICS, timedMetrics, type Metric } from '../../src/model/metrics.ts'
import type { Report } from '../../src/model/report.ts'
import { messages } from '../../src/verdict/messages.ts'
import type { Verdict } from '../../src/model/verdict.ts'

/** What reports are made of. */

export const HOME = 'home page at 4 connections'
export const SMALL = 'small answer at 32 connections'

export const MACHINE = 'amd-epyc-7763-2-cores-linux-x64'

/** What a server does, in base units. */
const USUAL: Readonly<Record<Metric, number>> = {
  instructions: 2_136_114,
  gcInstructions: 41_300,
  throughput: 10_420,
  cpuPerRequest: 84.2e-6,
  latencyP50: 0.000_372,
  latencyP90: 0.000_521,
  latencyP95: 0.000_731,
  latencyP99: 0.001_94,
  firstByte: 0.000_21,
  answered: 1,
  memory: 181e6,
  failedRequests: 0,
}

export type Change = Partial<Verdict>

/** One cell that holds, except for what is said. */
export function cell({ metric = 'throughput', ...rest }: Change = {}): Verdict {
  const {
    unit,
    tolerance: { baseline: tolerance },
  } = METRICS[metric]
  const compared = metric !== 'failedRequests'
  return {
    scenario: HOME,
    server: 'fastify',
    metric,
    verdict: 'holds',
    reason: null,
    unit,
    baseline: compared ? USUAL[metric] : null,
    current: USUAL[metric] * 1.004,
    change: compared ? { estimate: 0.004, low: -0.021, high: 0.028 } : null,
    tolerance,
    launches: 8,
    detectable: compared ? tolerance : null,
    ...rest,
  }
}

export type Own = {
  readonly scenario?: string
  /** Times the usual throughput. */
  readonly speed?: number
  /** What is so for all metrics but failed requests. */
  readonly each?: Change
} & Partial<Record<Metric, Change>>

/** All timed cells of one server, which hold, except for what is said. */
export function server(name: string, { scenario = HOME, speed = 1, each, ...own }: Own = {}): Verdict[] {
  return timedMetrics('closed').map((metric) => {
    const place = { scenario, server: name, metric }
    if (metric === 'failedRequests') return cell(place)
    const usual = USUAL[metric] * (metric === 'throughput' ? speed : metric === 'memory' ? 1 : 1 / speed)
    const change = own[metric]?.change?.estimate ?? 0.004
    return cell({ ...place, baseline: usual, current: usual * (1 + change), ...each, ...own[metric] })
  })
}

/** A change to `factor` times the baseline, with an interval of ± `spread`. */
export function changed(verdict: Verdict['verdict'], factor: number, spread: number): Change {
  const estimate = factor - 1
  return { verdict, change: { estimate, low: estimate - spread, high: estimate + spread } }
}

/** A doubt that more launches would settle. */
export function tooNoisy(factor: number, spread: number): Change {
  return {
    ...changed('unsure', factor, spread),
    detectable: spread,
    reason: messages.tooNoisy({ launches: 8, detectable: spread, needed: 14, inAb: false }),
  }
}

/** What stands for a server whose measurement cannot be used. */
export function invalidCell(name: string, reason: string): Verdict {
  return cell({ server: name, metric: 'failedRequests', verdict: 'invalid', reason, current: null, launches: 0 })
}

/** That a server outpaces another one by so much, which holds, except for what is said. */
export function claim(name: string, other: string, by: number, change: Change = {}): Verdict {
  return cell({ server: name, tolerance: 0, detectable: null, outpaces: { server: other, by }, ...change })
}

/** That a server meets a limit, which holds, except for what is said. */
export function limited(name: string, { limit = { below: 1 }, ...change }: Change): Verdict {
  const baseline = 'below' in limit ? limit.below : limit.above
  const estimate = change.change?.estimate ?? 0
  const current = change.metric === 'failedRequests' ? baseline + estimate : baseline * (1 + estimate)
  return cell({ server: name, tolerance: 0, detectable: null, limit, baseline, current, ...change })
}

/** Nothing was recorded before. */
export const noBaseline: Change = {
  verdict: 'unsure',
  reason: messages.noBaseline,
  baseline: null,
  change: null,
  detectable: null,
}

/** Nothing was recorded before, and this run records it. */
export const firstBaseline: Change = { ...noBaseline, recorded: true }

/** A report of a quiet run on the baseline's machine, except for what is said. */
export function report(verdicts: readonly Verdict[], rest: Partial<Report> = {}): Report {
  const titles = [...new Set(verdicts.map(({ scenario }) => scenario))]
  const pairs = titles.flatMap((scenario) => {
    const own = verdicts.filter((verdict) => verdict.scenario === scenario)
    return [...new Set(own.map(({ server: name }) => name))].map((name) => tally(scenario, name))
  })
  return {
    version: 1,
    mode: 'baseline',
    machine: { id: MACHINE, cpu: 'AMD EPYC 7763', cores: 2, arch: 'x64', os: 'linux', node: 'v24.21.0' },
    startedAt: '2026-03-01T09:30:00.000Z',
    seconds: 14 * pairs.length,
    verdicts: [...verdicts],
    servers: pairs,
    scenarios: titles.map((title) => scenarioOf(title)),
    skipped: [],
    written: [],
    ...rest,
  }
}

function tally(scenario: string, name: string): Report['servers'][number] {
  return {
    scenario,
    server: name,
    requests: 98_304,
    errors: 0,
    launches: 8,
    windows: 16,
    seconds: 14,
    gc: null,
    eventLoopUtilisation: null,
  }
}

type ScenarioEntry = Report['scenarios'][number]

/** A scenario that was measured on the baseline's machine, except for what is said. */
export function scenarioOf(scenario: string, rest: Partial<ScenarioEntry> = {}): ScenarioEntry {
  return {
    scenario,
    seconds: 56,
    waves: 8,
    busyRounds: 0,
    driver: 'autocannon 9.0.0',
    baseline: MACHINE,
    notes: [],
    ...rest,
  }
}

/** Instructions of a server that hold, except for what is said: counted in two launches that differ by 0.02 %. */
export function counted(name: string, { scenario = HOME, ...change }: Change = {}): Verdict {
  return cell({
    metric: 'instructions',
    server: name,
    scenario,
    current: USUAL.instructions * (1 + (change.change?.estimate ?? 0.0002)),
    change: { estimate: 0.0002, low: -0.0014, high: 0.0018 },
    launches: 2,
    spread: 0.0002,
    ...change,
  })
}

/** A run whose scenarios were counted, two launches per server. */
export function countedReport(verdicts: readonly Verdict[], rest: Partial<Report> = {}): Report {
  const plain = report(verdicts, rest)
  return {
    ...plain,
    servers: plain.servers.map((one) => {
      const own = verdicts.find(
        ({ metric, scenario, server: name }) =>
          metric === 'instructions' && scenario === one.scenario && name === one.server,
      )
      if (!own?.current) return one
      const gc = isPython(one.server) ? 0 : 41_300
      return {
        ...one,
        instructions: { perRequest: own.current, gc, spread: own.spread ?? null, launches: own.launches },
      }
    }),
    scenarios: plain.scenarios.map((one) => ({ ...one, counted: countedIn(plain, one.scenario) })),
  }
}

/** Python counts references, so that little is left to collect. */
function isPython(name: string): boolean {
  return name.includes('flask') || name.includes('tornado')
}

function countedIn({ servers }: Report, scenario: string): NonNullable<ScenarioEntry['counted']> {
  const launches = 2 * servers.filter((one) => one.scenario === scenario).length
  const identity = { libc: 'glibc 2.36', valgrind: '3.19.0', arch: 'x64', method: 1 }
  return { seconds: 11 * launches, launches, identity }
}
