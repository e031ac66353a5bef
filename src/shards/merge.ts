import type { Report } from '../model/report.ts'
import type { ShardReport } from './check.ts'
import { judgesOf, serverKey, subjectOf } from './judges.ts'
import { messages } from './messages.ts'

type ServerNumbers = Report['servers'][number]
type ScenarioNumbers = Report['scenarios'][number]

/**
 * The report of the run that these are all shards of. Every verdict is that of its shard. Two specs may share a scenario, which each shard
 * that has one of them measures: their numbers are added, and where both judged a server, the worse verdicts stay. `written` are the files
 * that were recorded.
 */
export function mergeShards(shards: readonly ShardReport[], written: readonly string[]): Report {
  const reports = shards.map(({ report }) => report)
  const [first] = reports as [ShardReport['report']]
  const { shard: _, run, against, where: __, waiting: ___, ...rest } = first
  const judges = judgesOf(reports)
  const isJudge = (report: ShardReport['report'], about: string) => (judges.get(about) ?? report) === report
  const explained = <One extends { readonly scenario: string; readonly server: string }>(
    of: (report: Report) => readonly One[] | undefined,
  ) =>
    onlyFirst(
      reports.flatMap((report) => (of(report) ?? []).filter((one) => isJudge(report, serverKey(one)))),
      serverKey,
    )
  const where = explained((report) => report.where)
  const waiting = explained((report) => report.waiting)
  return {
    ...rest,
    ...(against
      ? { against: { ...against, gone: [...new Set(reports.flatMap((one) => one.against?.gone ?? []))] } }
      : {}),
    ...(run ? { run: { ...run, command: withoutShard(run.command) } } : {}),
    ...(where.length > 0 ? { where } : {}),
    ...(waiting.length > 0 ? { waiting } : {}),
    startedAt: reports.map(({ startedAt }) => startedAt).toSorted()[0] ?? first.startedAt,
    seconds: sum(reports.map(({ seconds }) => seconds)),
    shards: reports.map(({ shard: { index, passed }, machine, startedAt, seconds }) => {
      return { index, passed, machine, startedAt, seconds }
    }),
    verdicts: reports.flatMap((report) => report.verdicts.filter((verdict) => isJudge(report, subjectOf(verdict)))),
    servers: mergeServers(reports, isJudge),
    scenarios: mergeScenarios(shards),
    skipped: onlyFirst(
      reports.flatMap(({ skipped }) => skipped),
      ({ server }) => server,
    ),
    written: [...written],
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function onlyFirst<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  return joined(all, keyOf, (one) => one)
}

/** One for each key, in the order of the first of each. */
function joined<T>(all: readonly T[], keyOf: (one: T) => string, add: (one: T, other: T) => T): T[] {
  return [...Map.groupBy(all, keyOf).values()].map((same) => same.reduce(add))
}

/** How Vitest is told which part it runs, in the command that repeats the run. */
function withoutShard(command: string): string {
  return command.replace(/ --shard[= ]\S+/, '')
}

/** What is drawn of a server is of the shard whose verdicts stay. */
function mergeServers(
  reports: readonly ShardReport['report'][],
  isJudge: (report: ShardReport['report'], about: string) => boolean,
): ServerNumbers[] {
  const all = reports.flatMap((report) =>
    report.servers.map((server) => ({ server, isDrawn: isJudge(report, serverKey(server)) })),
  )
  const ordered = all.toSorted((a, b) => Number(b.isDrawn) - Number(a.isDrawn)).map(({ server }) => server)
  return joined(ordered, serverKey, addServers)
}

function addServers(drawn: ServerNumbers, other: ServerNumbers): ServerNumbers {
  return {
    ...drawn,
    requests: drawn.requests + other.requests,
    errors: drawn.errors + other.errors,
    launches: drawn.alreadyRuns ? drawn.launches : drawn.launches + other.launches,
    windows: drawn.windows + other.windows,
    seconds: drawn.seconds + other.seconds,
  }
}

function mergeScenarios(shards: readonly ShardReport[]): ScenarioNumbers[] {
  const all = shards.flatMap(({ report }) =>
    report.scenarios.map((scenario) => ({ scenario, shards: [report.shard.index] })),
  )
  const merged = joined(
    all,
    ({ scenario }) => scenario.scenario,
    (one, other) => ({
      scenario: addScenarios(one.scenario, other.scenario),
      shards: [...one.shards, ...other.shards],
    }),
  )
  const machines = machineNotes(shards)
  return merged.map(({ scenario, shards: by }) => {
    const distinct = [...new Set(by)]
    const twice = distinct.length > 1 ? [messages.measuredTwice({ shards: distinct })] : []
    return { ...scenario, notes: [...scenario.notes, ...twice, ...machines] }
  })
}

function addScenarios(one: ScenarioNumbers, other: ScenarioNumbers): ScenarioNumbers {
  const { counted, load = [] } = one
  const drivers = [...new Set([...one.driver.split(', '), other.driver])]
  return {
    ...one,
    seconds: one.seconds + other.seconds,
    waves: one.waves + other.waves,
    busyRounds: one.busyRounds + other.busyRounds,
    driver: drivers.join(', '),
    baseline: one.baseline ?? other.baseline,
    ...addCounted(counted, other.counted),
    load: [...load, ...(other.load ?? []).map((wave) => ({ ...wave, wave: one.waves + wave.wave }))],
    notes: [...new Set([...one.notes, ...other.notes])],
  }
}

type Counted = ScenarioNumbers['counted']

function addCounted(one: Counted, other: Counted): { counted?: NonNullable<Counted> } {
  if (one && other && 'launches' in one && 'launches' in other)
    return {
      counted: { ...one, seconds: one.seconds + other.seconds, launches: one.launches + other.launches },
    }
  const counted = one && 'launches' in one ? one : (other ?? one)
  return counted ? { counted } : {}
}

/** Empty where all ran on one kind, as the report of a whole run does. */
function machineNotes(shards: readonly ShardReport[]): readonly string[] {
  const kinds = Map.groupBy(shards, ({ report }) => report.machine.id)
  if (kinds.size === 1) return []
  const machines = [...kinds].map(([id, on]) => ({ id, shards: on.map(({ report }) => report.shard.index) }))
  return [messages.severalMachines({ machines })]
}
