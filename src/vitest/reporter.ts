import { relative, resolve } from 'node:path'
import { version as vitest, type Reporter, type TestModule, type TestRunEndReason, type Vitest } from 'vitest/node'
import { monotonic } from '../host/proc.ts'
import { version as loadgate } from '../host/own-package.ts'
import { terminalOf } from '../host/terminal.ts'
import type { Reproduction } from '../model/report.ts'
import { shellWord } from '../model/wording.ts'
import { variablesIn } from '../options/settings.ts'
import { terminalTable } from '../report/terminal.ts'
import { sharedGate } from './endpoint.ts'
import { shardIn } from './shard.ts'
import { endSpecFile, planSpecFiles, startSpecFile } from './spec-files.ts'
import { sharesOf } from './spec-shares.ts'

/** Of which project the reporter reports, and where that is. */
export type Place = { readonly name: string; readonly root: string; readonly scratch: string }

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns' | 'rows' | 'hasColors'>

/**
 * Concludes the gate's run when Vitest's ends, which writes the report and the baselines, and prints the table. Fails a run that
 * measured nothing, or has something red that no test was told, although all its tests passed or were skipped.
 */
export function loadgateReporter(
  { name, root, scratch }: Place,
  output: Output = process.stdout,
  fail = () => void (process.exitCode = 1),
): Reporter {
  let shard: ReturnType<typeof shardIn>
  let cache: Partial<Vitest['cache']> | undefined
  return {
    onInit(run) {
      shard = shardIn(run.config.shard, process.env)
      cache = run.cache
    },
    onTestRunStart(specifications) {
      const own = specifications.filter(({ project }) => project.config.provide.loadgateOptions)
      const shares = sharesOf(own, (file) => cache?.getTestSpecificationResult?.(file))
      planSpecFiles(new Map(own.map((file, index) => [nameOf(file), shares[index] ?? 0])), monotonic())
    },
    onTestModuleStart(module) {
      if (module.project.name === name) startSpecFile(nameOf(module))
    },
    onTestModuleEnd(module) {
      if (module.project.name !== name) return
      endSpecFile(nameOf(module))
      sayMistakes(module)
    },
    async onTestRunEnd(modules: readonly TestModule[], _errors, reason) {
      const run = reproduction(process.env, process.argv.slice(2))
      const ended = await sharedGate(name)?.conclude({ passed: hasPassed(modules, name, reason), run, shard })
      if (ended?.report)
        output.write(
          `\n${terminalTable(ended.report, { ...terminalOf(output), scratch: relative(process.cwd(), resolve(root, scratch)) })}\n`,
        )
      if (ended?.nothing) output.write(`\n${ended.nothing.sentence}\n`)
      const failures = ended?.failures ?? []
      for (const sentence of failures) output.write(`\n${sentence}\n`)
      if (ended?.nothing?.fails || failures.length > 0) fail()
    },
  }
}

/** A file may be in two projects. */
function nameOf({ project, moduleId }: Pick<TestModule, 'project' | 'moduleId'>): string {
  return `${project.name} ${moduleId}`
}

/** What fails in another project does not keep this one's baselines from being recorded. */
function hasPassed(modules: readonly TestModule[], name: string, reason: TestRunEndReason): boolean {
  const own = modules.filter(({ project }) => project.name === name)
  const others = modules.length - own.length
  return reason === 'passed' || (reason === 'failed' && others > 0 && own.length > 0 && own.every((one) => one.ok()))
}

/** At once: Vitest prints errors when all specs are measured, which may take an hour. */
function sayMistakes(module: TestModule): void {
  for (const { name, message } of module.errors()) {
    if (name === 'LoadgateError') process.stderr.write(`${message}\n`)
  }
}

/** The command that repeats this run, with the variables that change what is measured, and the versions. */
export function reproduction(env: NodeJS.ProcessEnv, argv: readonly string[]): Omit<Reproduction, 'commit' | 'dirty'> {
  const variables = Object.entries(variablesIn(env)).map(([name, value]) => `${name}=${shellWord(value)}`)
  return {
    command: [...variables, 'npx vitest', ...argv.map(shellWord)].join(' '),
    versions: { loadgate: loadgate(), vitest },
  }
}
