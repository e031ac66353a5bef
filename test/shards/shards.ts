import type { Report, Shard } from '../../src/model/report.ts'
import type { ShardReport } from '../../src/shards/check.ts'

/** Reports of shards, as their files have them. */

function shardOf(index: number, count: number, rest: Partial<Shard> = {}): Shard {
  return { index, count, ciRun: null, variables: {}, passed: true, measured: true, ...rest }
}

const run = {
  command: 'npx vitest run',
  commit: 'a'.repeat(40),
  dirty: false,
  versions: { loadgate: '1.0.0', vitest: '5.1.1' },
}

export function shardFile(report: Report, index: number, count: number, rest: Partial<Shard> = {}): ShardReport {
  const shard = shardOf(index, count, rest)
  const command = `${run.command} --shard=${index}/${count}`
  return { file: `shard-${index}/report.json`, report: { ...report, run: { ...run, command, ...report.run }, shard } }
}

/** One report, split by its scenarios: `shardOfScenario` says which shard has each, from 1. */
export function split(report: Report, count: number, shardOfScenario: (title: string) => number): ShardReport[] {
  return Array.from({ length: count }, (_, at) => {
    const isMine = ({ scenario }: { readonly scenario: string }) => shardOfScenario(scenario) === at + 1
    const part: Report = {
      ...report,
      verdicts: report.verdicts.filter(isMine),
      servers: report.servers.filter(isMine),
      scenarios: report.scenarios.filter(isMine),
      ...(report.where ? { where: report.where.filter(isMine) } : {}),
    }
    return shardFile(part, at + 1, count)
  })
}
