import type { Report } from '../../model/report.ts'
import { formatSeconds } from '../../model/units.ts'
import { html, type Markup } from '../safe.ts'

/** Where it was measured, with what, and how to measure it again. */
export function environment(report: Report): Markup {
  const { machine, against, run, written } = report
  const facts: readonly Fact[] = [
    ...placesOf(report),
    ...(run?.commit ? [['commit', `${run.commit}${run.dirty ? ', with uncommitted changes' : ''}`] as const] : []),
    ...(against ? [['against', `${against.ref} (${against.base.commit})`] as const] : []),
    [
      'versions',
      [
        `node ${machine.node}`,
        ...Object.entries(run?.versions ?? {}).map(([name, version]) => `${name} ${version}`),
      ].join(', '),
    ],
    ...(written.length > 0 ? [['written', written.join(', ')] as const] : []),
  ]
  return html`<h2>Measured on</h2><dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${
    run ? html`<h2>Measure again</h2><pre><code>${run.command}</code></pre>` : null
  }`
}

type Fact = readonly [name: string, value: string]

/** The machine and the time; of merged shards, those of each. */
function placesOf({ machine, startedAt, shards = [] }: Report): readonly Fact[] {
  const ids = shards.length === 0 ? [machine.id] : [...new Set(shards.map((shard) => shard.machine.id))]
  const places: readonly Fact[] =
    shards.length === 0
      ? [['machine', describe(machine)]]
      : shards.map((one) => [
          `shard ${one.index}`,
          `${describe(one.machine)}, from ${one.startedAt} for ${formatSeconds(one.seconds)}`,
        ])
  return [...places, ['baselines of', ids.join(', ')], ['started', startedAt]]
}

function describe({ cpu, cores, os, arch }: Report['machine']): string {
  return `${cpu}, ${cores} cores, ${os} ${arch}`
}
