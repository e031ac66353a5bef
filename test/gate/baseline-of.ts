import { thisMachine } from '../../src/host/machine.ts'
import type { Baseline } from '../../src/model/baseline.ts'
import { recordingOf } from '../../src/verdict/recording.ts'
import { measurement } from '../verdict/measured.ts'

/** What twenty waves would have recorded of `fastify`, and of the references beside it. */
export function baselineOf(run = measurement(20)): Baseline {
  const launched = (name: string) => ({ runtime: 'plain' as const, warmup: 50, metrics: recordingOf(run, name) })
  const { title, request, load } = run.scenario
  return {
    $schema: '../../schema/baseline.json',
    version: 2,
    scenario: { title, request, load, driver: run.driver },
    machine: thisMachine(),
    references: Object.fromEntries(run.references.map((name) => [name, launched(name)])),
    servers: {
      fastify: {
        recorded: { at: '2026-11-20T12:00:00.000Z', commit: null, dirty: false, waves: 20 },
        ...launched('fastify'),
      },
    },
  }
}
