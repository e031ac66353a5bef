import { afterEach, expect, test } from 'vitest'
import type { Vitest } from 'vitest/node'
import type { Conclusion } from '../../src/gate/conclude.ts'
import type { Gate } from '../../src/gate/gate.ts'
import { shareGate } from '../../src/vitest/endpoint.ts'
import { loadgateReporter } from '../../src/vitest/reporter.ts'
import { holding } from '../report/reports.ts'

const place = { name: 'perf', root: process.cwd(), scratch: '.loadgate' }

afterEach(() => shareGate('perf', undefined))

/** What the reporter writes at the end of a run, and how often it fails the run. */
async function ended(conclusion: Conclusion): Promise<{ text: string; failures: number }> {
  let text = ''
  let failures = 0
  const output = { write: (more: string) => ((text += more), true), isTTY: false, columns: 80, hasColors: () => false }
  shareGate('perf', { conclude: () => Promise.resolve(conclusion) } as unknown as Gate)
  const reporter = loadgateReporter(place, output as NodeJS.WriteStream, () => void (failures += 1))
  await reporter.onTestRunEnd?.([], [], 'passed')
  return { text, failures }
}

const nothing = { sentence: 'Nothing was measured: there is no Python.', fails: true }

test('a run that measured nothing fails with the reason, below the table if there is one', async () => {
  expect(await ended({ report: null, nothing, failures: [] })).toEqual({ text: `\n${nothing.sentence}\n`, failures: 1 })
  const { text, failures } = await ended({ report: holding, nothing, failures: [] })
  expect([text.endsWith(nothing.sentence + '\n'), failures]).toEqual([true, 1])
})

test('one that may pass says so, and does', async () => {
  expect(await ended({ report: null, nothing: { ...nothing, fails: false }, failures: [] })).toEqual({
    text: `\n${nothing.sentence}\n`,
    failures: 0,
  })
})

test('one that measured something is left to its tests', async () => {
  expect(await ended({ report: holding, nothing: null, failures: [] })).toMatchObject({ failures: 0 })
})

test('one in which a server is broken that no test asks about fails, and says so below the table', async () => {
  const broken = 'koa cannot be measured, and no test asks about it.'
  const { text, failures } = await ended({ report: holding, nothing: null, failures: [broken] })
  expect([text.endsWith(`${broken}\n`), failures]).toEqual([true, 1])
})

test('the gate is told which shard Vitest runs, and nothing of a whole run', async () => {
  const told: unknown[] = []
  const conclude: Gate['conclude'] = ({ shard }) => {
    told.push(shard)
    return Promise.resolve({ report: null, nothing: null, failures: [] })
  }
  shareGate('perf', { conclude } as Gate)
  for (const shard of [{ index: 2, count: 4 }, undefined]) {
    const reporter = loadgateReporter(place)
    reporter.onInit?.({ config: { shard } } as unknown as Vitest)
    await reporter.onTestRunEnd?.([], [], 'passed')
  }
  expect(told).toEqual([expect.objectContaining({ index: 2, count: 4 }), undefined])
})
