import { expect } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { leftIn, projectFolder, runGate, type ProjectOptions } from './project-folder.ts'

/** Sixteen windows a launch, and ten launches for a baseline, take their time. */
export const PATIENCE = 300_000

/** Runs a project once, and checks what holds for every run: no process is left. */
export async function gate(options: ProjectOptions, env: Record<string, string> = {}, args: readonly string[] = []) {
  const folder = projectFolder(options)
  const result = await runGate(folder, env, args)
  expect(await leftIn(folder)).toEqual([])
  return { folder, ...result }
}

/** The verdicts on one server by metric. */
export function wordsOf(report: Report | null, server: string): Record<string, string> {
  const rows = (report?.verdicts ?? []).filter((row) => row.server === server)
  return Object.fromEntries(rows.map((row) => [row.metric, row.verdict]))
}

export const sole = { servers: { plain: [] }, baseline: ['plain'] } as const
