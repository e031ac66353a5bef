import type { Report } from '../../model/report.ts'
import { html, type Markup } from '../safe.ts'

/** Where it was measured, with what, and how to measure it again. */
export function environment({ machine, startedAt, against, run, written }: Report): Markup {
  const facts: readonly (readonly [string, string])[] = [
    ['machine', `${machine.cpu}, ${machine.cores} cores, ${machine.os} ${machine.arch}`],
    ['baselines of', machine.id],
    ['started', startedAt],
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
