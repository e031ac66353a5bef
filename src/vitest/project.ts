import type { TestProjectInlineConfiguration } from 'vitest/config'
import { programBeside, assertNode } from '../host/own-package.ts'
import { parse } from '../model/error.ts'
import { projectSchema, type GateOptions } from '../options/project.ts'
import './endpoint.ts'
import { loadgateReporter } from './reporter.ts'

/**
 * The perf project for `projects` in vitest.config.ts. It has one worker, because two specs at once would disturb each
 * other, and no retries, because a verdict is never tried again. When it runs, it adds the reporter with the table.
 * Throws LoadgateError that names the field of a wrong option.
 */
export function loadgate(options: GateOptions): TestProjectInlineConfiguration {
  assertNode(process.versions.node)
  const gate = parse(projectSchema, options, 'loadgate()')
  return {
    extends: true,
    plugins: [
      {
        name: 'loadgate',
        configureVitest({ vitest }) {
          vitest.config.reporters = [...calm(vitest.config.reporters), loadgateReporter(gate)]
        },
      },
    ],
    test: {
      name: 'perf',
      include: [...gate.specs],
      globalSetup: [programBeside(import.meta.url, 'setup')],
      provide: { loadgateOptions: gate },
      pool: 'forks',
      isolate: false,
      fileParallelism: false,
      maxWorkers: 1,
      maxConcurrency: 1,
      retry: 0,
      sequence: { concurrent: false, shuffle: false, groupOrder: 1 },
    },
  }
}

/** Turns off the live summary of the default reporter, which would overwrite the progress line. */
function calm<T>(reporters: readonly T[]): T[] {
  return reporters.map((reporter) =>
    Array.isArray(reporter) && reporter[0] === 'default'
      ? (['default', { ...reporter[1], summary: false }] as T)
      : reporter,
  )
}
