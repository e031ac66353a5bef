import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Load, Stretch, Target } from '../driver.ts'
import { firstProblem } from '../first-problem.ts'
import type { Runner } from '../generator-process.ts'
import type { RunOrder } from '../protocol.ts'

/** One program that loads a server and then ends: how it is called, and what it said. */
export type ExternalTool = {
  readonly program: string
  /** Words of a call; `folder` is a fresh one for whatever files it takes. */
  readonly wordsFor: (
    target: Target,
    stretch: WholeSeconds | Requests,
    timeout: number,
    folder: string,
  ) => readonly string[]
  /** Throws an Error with the tool's own words when its output is no measurement at all. */
  readonly loadIn: (output: ToolOutput, target: Target, folder: string, size: number) => Load
}

export type WholeSeconds = { readonly seconds: number }
export type Requests = { readonly requests: number; readonly within: number }
export type ToolOutput = { readonly stdout: string; readonly stderr: string; readonly exitCode: number | undefined }

/** Seconds that a tool may take beyond what it was asked for before it is killed. */
const BEYOND = 15

/** Load from a process of its own for each order. All that is sent lies between the marks. */
export function externalRunner(tool: ExternalTool): Runner {
  return {
    async run(order, marks) {
      const { problem, size } = await firstProblem(order.target, order.timeout)
      if (problem !== null) throw new Error(problem)
      const folder = mkdtempSync(join(tmpdir(), 'loadgate-load-'))
      try {
        return await called(tool, order, folder, size, marks)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
    release: () => {},
  }
}

async function called(
  tool: ExternalTool,
  { target, stretch, timeout }: RunOrder,
  folder: string,
  size: number,
  marks: Parameters<Runner['run']>[1],
): Promise<Load> {
  const asked = inWholeSeconds(stretch)
  const words = tool.wordsFor(target, asked, timeout, folder)
  marks.began()
  const { stdout, stderr, exitCode } = await execa(tool.program, words, {
    env: { LC_ALL: 'C' },
    stdin: 'ignore',
    reject: false,
    timeout: 1000 * (('seconds' in asked ? asked.seconds : asked.within) + BEYOND),
    forceKillAfterDelay: 500,
  })
  await marks.ended()
  return tool.loadIn({ stdout, stderr, exitCode }, target, folder, size)
}

/** Neither wrk nor ab measures less than a second, and both count from the first moment. */
function inWholeSeconds(stretch: Stretch): WholeSeconds | Requests {
  return 'requests' in stretch ? stretch : { seconds: Math.max(1, Math.round(stretch.seconds)) }
}
