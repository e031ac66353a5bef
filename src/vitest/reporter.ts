import type { Reporter, TestModule } from 'vitest/node'
import type { Project } from '../options/project.ts'
import { terminalTable } from '../report/terminal.ts'
import { sharedGate } from './provided.ts'
import { reproduction } from './reproduction.ts'

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns' | 'hasColors'>

/** Ends the gate's run with Vitest's: the table on the terminal, the report's files, and the baselines. */
export function loadgateReporter({ scratch }: Project, output: Output = process.stdout): Reporter {
  return {
    async onTestRunEnd(_modules: readonly TestModule[], _errors, reason) {
      const run = reproduction(process.env, process.argv.slice(2))
      const report = await sharedGate()?.conclude({ passed: reason === 'passed', run })
      if (report) output.write(`\n${terminalTable(report, { ...screenOf(output), scratch })}\n`)
    },
  }
}

/** FORCE_COLOR and NO_COLOR are Node's business; without a terminal a table may be as wide as it likes to be read. */
function screenOf(output: Output): { columns: number; colour: boolean } {
  return { columns: output.columns ?? 120, colour: output.isTTY ? output.hasColors() : false }
}
