import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { leftIn, projectFolder, runGate } from './project-folder.ts'

test('a run of a server that reports its runtime has it in report.json and below the table, and leaves no socket', async () => {
  const folder = projectFolder({
    servers: { plain: [] },
    baseline: ['plain'],
    definition: { runtimeReport: true },
    gate: { budget: { waves: 1, rounds: 2 } },
  })
  const { report, output } = await runGate(folder)
  const [plain, reference] = report?.servers ?? []
  expect(plain?.gc).toBeLessThan(plain?.eventLoopUtilisation ?? 0)
  expect(reference).toMatchObject({ server: 'reference', gc: null, eventLoopUtilisation: null })
  expect(output).toMatch(
    /plain: GC took [\d.]+ % of a core, and the busiest event loop worked [\d.]+ % of the time \(medians of 2 windows\)/,
  )
  expect(await leftIn(folder)).toEqual([])
  expect(readdirSync(folder).filter((name) => /^loadgate-[0-9a-f]{16}$/.test(name))).toEqual([])
})
