import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { z } from 'zod'
import { LoadgateError } from '../../src/model/error.ts'
import { answerOf, targetOf, warmUp } from '../../src/measure/participant.ts'
import { launch } from '../../src/server/launch.ts'
import { seeded, shuffled } from '../../src/stats/random.ts'
import { BASE, HEAD } from './comparisons.ts'
import { plantedServer, type LiveContext } from './gate.ts'
import { messages } from './messages.ts'
import type { PlainRun, RunRecord } from './records.ts'

/** The program autocannon, and what other rules read from its result. */
const autocannon = fileURLToPath(import.meta.resolve('autocannon'))
const resultSchema = z.object({
  requests: z.object({ mean: z.number(), stddev: z.number(), total: z.number().positive() }),
  errors: z.literal(0),
  non2xx: z.literal(0),
})

const SECONDS = 10

/** A run of 10 s of a fresh launch of each side, one after the other in random order, as other tools measure. */
export async function plainRuns(
  context: LiveContext,
  planted: number,
  seed: string,
): Promise<NonNullable<RunRecord['plain']>> {
  const sides = [
    { name: BASE, seconds: 0 },
    { name: HEAD, seconds: planted },
  ] as const
  const runs = new Map<string, PlainRun>()
  for (const { name, seconds } of shuffled(sides, seeded(seed))) runs.set(name, await plainRun(context, name, seconds))
  return { base: runs.get(BASE)!, head: runs.get(HEAD)! }
}

/** The warm-up is that of the gate. Only the length, the number and the rule of the measurements differ. */
async function plainRun(context: LiveContext, name: string, seconds: number): Promise<PlainRun> {
  const { watchdog, driver, scenario, signal, server } = context
  const started = await launch(plantedServer(server, name, seconds), { watchdog, signal })
  try {
    const target = targetOf(scenario, started, await answerOf(scenario, started))
    await warmUp(driver, { launch: started, target }, server.warmup * scenario.warmupTimes, scenario, false)
    return await runAutocannon(context, target.origin + target.path, target.connections)
  } finally {
    await started.stop()
  }
}

async function runAutocannon({ watchdog, signal }: LiveContext, url: string, connections: number): Promise<PlainRun> {
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
  if (failed) throw new LoadgateError('calibrate', messages.plainRunFailed({ problem: shortMessage ?? 'it failed' }))
  return parseResult(stdout)
}

/** Throws LoadgateError for a run with errors or wrong statuses: its number means nothing. */
function parseResult(text: string): PlainRun {
  try {
    const { requests } = resultSchema.parse(JSON.parse(text))
    return { mean: requests.mean, deviation: requests.stddev, total: requests.total }
  } catch (cause) {
    const problem = 'errors, or statuses other than 2xx'
    throw new LoadgateError('calibrate', messages.plainRunFailed({ problem }), { cause })
  }
}
