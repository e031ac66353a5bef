import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { z } from 'zod'
import { LoadgateError } from '../../src/model/error.ts'
import { answerOf, targetOf, warmUp } from '../../src/measure/participant.ts'
import { launch } from '../../src/server/launch.ts'
import { seeded, shuffled } from '../../src/stats/random.ts'
import type { Means } from './gate.ts'
import { planted } from './planted.ts'
import type { RunRecord } from './record.ts'
import type { PlainRun } from './rules.ts'
import { sentences } from './sentences.ts'
import { BASE, HEAD } from './view.ts'

/** autocannon's own program, and what other rules read of its result. */
const autocannon = fileURLToPath(import.meta.resolve('autocannon'))
const resultSchema = z.object({
  requests: z.object({ mean: z.number(), stddev: z.number(), total: z.number().positive() }),
  errors: z.literal(0),
  non2xx: z.literal(0),
})

const SECONDS = 10

/** One uninterrupted run of 10 s on a fresh launch of either side, one after the other in random order, as others do it. */
export async function plainRuns(
  means: Means,
  plantedSeconds: number,
  seed: string,
): Promise<NonNullable<RunRecord['plain']>> {
  const sides = [
    { name: BASE, seconds: 0 },
    { name: HEAD, seconds: plantedSeconds },
  ] as const
  const found = new Map<string, PlainRun>()
  for (const { name, seconds } of shuffled(sides, seeded(seed))) found.set(name, await plainRun(means, name, seconds))
  return { base: found.get(BASE)!, head: found.get(HEAD)! }
}

/** Warmed up as in the gate: what differs is only how long is measured, how often, and by which rule it is judged. */
async function plainRun(means: Means, name: string, seconds: number): Promise<PlainRun> {
  const { watchdog, driver, scenario, signal } = means
  const started = await launch(planted(means.server, name, seconds), { watchdog, signal })
  try {
    const target = targetOf(scenario, started, await answerOf(scenario, started))
    await warmUp(driver, { launch: started, target }, means.server.warmup * scenario.warmupTimes, scenario, false)
    return await load(means, target.origin + target.path, target.connections)
  } finally {
    await started.stop()
  }
}

async function load({ watchdog, signal }: Means, url: string, connections: number): Promise<PlainRun> {
  const options = ['--json', '--no-progress', '--connections', String(connections), '--duration', String(SECONDS), url]
  const running = execa(process.execPath, [autocannon, ...options], {
    detached: true,
    reject: false,
    timeout: 6 * SECONDS * 1000,
    cancelSignal: signal,
  })
  const { pid } = running
  if (pid !== undefined) watchdog.watch(pid)
  const { stdout, failed, shortMessage } = await running
  if (pid !== undefined) watchdog.forget(pid)
  signal.throwIfAborted()
  if (failed) throw new LoadgateError('calibrate', sentences.plainFailed(shortMessage ?? 'it failed'))
  return resultOf(stdout)
}

/** A run with errors or wrong statuses is nobody's number. */
function resultOf(text: string): PlainRun {
  try {
    const { requests } = resultSchema.parse(JSON.parse(text))
    return { mean: requests.mean, deviation: requests.stddev, total: requests.total }
  } catch (cause) {
    throw new LoadgateError('calibrate', sentences.plainFailed('errors, or statuses other than 2xx'), { cause })
  }
}
