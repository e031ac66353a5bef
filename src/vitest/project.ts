import { fileURLToPath } from 'node:url'
import type { TestProjectInlineConfiguration } from 'vitest/config'
import { programBeside, assertNode } from '../host/own-package.ts'
import { parse } from '../model/error.ts'
import { projectSchema, type GateOptions, type Project } from '../options/project.ts'
import { checked } from './refuse.ts'
import { loadgateReporter } from './reporter.ts'

/** Spec files at once where nothing is timed: while the last launches of one are counted, those of the next keep the other cores busy. */
const COUNTED_AT_ONCE = 2

/**
 * Our own modules. Vitest takes only what is in node_modules for plain JavaScript. Where a project links to this package, it would
 * transform them all, which takes more CPU time than a short gate.
 */
const OURS = new RegExp(`^${fileURLToPath(new URL('..', import.meta.url)).replaceAll(/[^\w/]/g, String.raw`\$&`)}`)

/**
 * The perf project for `projects` in vitest.config.ts. It has one worker, because two timed specs at once would disturb each
 * other, and no retries, because a verdict is never tried again. When it runs, it adds the reporter with the table.
 * Throws LoadgateError that names the field of a wrong option; in Vitest's command, that ends the run.
 */
export function loadgate(options: GateOptions): TestProjectInlineConfiguration {
  const gate = checked(() => {
    assertNode()
    return parse(projectSchema, options, 'loadgate()')
  })
  const timesNothing = process.env['LOADGATE_COUNT'] === 'only'
  return {
    extends: true,
    plugins: [
      {
        name: 'loadgate',
        config: ({ test }: { test?: object }) => void Object.assign(test ?? {}, ownOf(gate)),
        configureVitest({ vitest, project }) {
          const { name, config } = project
          const reporter = loadgateReporter({ name, root: config.root, scratch: gate.scratch })
          vitest.config.reporters = [...calm(vitest.config.reporters), reporter]
        },
      },
    ],
    test: {
      name: gate.name,
      ...ownOf(gate),
      server: { deps: { external: [OURS] } },
      provide: { loadgateOptions: gate },
      pool: 'forks',
      isolate: false,
      fileParallelism: timesNothing,
      maxWorkers: timesNothing ? COUNTED_AT_ONCE : 1,
      maxConcurrency: 1,
      retry: 0,
      sequence: { concurrent: false, shuffle: false, groupOrder: 1 },
    },
  }
}

/**
 * What must not be mixed with the settings of the unit tests in the same configuration: `extends` appends lists to lists, so
 * that the gate would run the unit tests, too, and their setup.
 */
function ownOf({ specs }: Project) {
  return {
    include: [...specs],
    setupFiles: [] as string[],
    globalSetup: [programBeside(import.meta.url, 'setup')],
    environment: 'node' as const,
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
