import type { Reporter, TestModule } from 'vitest/node'
import type { Project } from '../options/project.ts'
import { terminalTable } from '../report/terminal.ts'
import { sharedGate } from './provided.ts'
import { reproduction } from './reproduction.ts'

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns' | 'hasColors'>

/** Concludes the gate's run when Vitest's ends, which writes the report and the baselines, and prints the table. */
export function loadgateReporter({ scratch }: Project, output: Output = process.stdout): Reporter {
  return {
    async onTestRunEnd(_modules: readonly TestModule[], _errors, reason) {
      const run = reproduction(process.env, process.argv.slice(2))
      const report = await sharedGate()?.conclude({ passed: reason === 'passed', run })
      if (report) output.write(`\n${terminalTable(report, { ...screenOf(output), scratch })}\n`)
    },
  }
}

/** Without a terminal: 120 columns, no colours. Node itself looks at FORCE_COLOR and NO_COLOR. */
function screenOf(output: Output): { columns: number; colour: boolean } {
  return { columns: output.columns ?? 120, colour: output.isTTY ? output.hasColors() : false }
}
