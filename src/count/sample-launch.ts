import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lastLines, run, type Care, type Ended } from '../host/child.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Launch } from '../server/launch.ts'
import { readSamples, type Sampled } from '../where/samples.ts'
import { clientOf } from './client.ts'
import { notCounted } from './messages.ts'
import { PLAN } from './method.ts'
import { linesBelow } from './read-profile.ts'

/** What is sampled on one launch that runs without the counter, and where the samples are written. Otherwise as in `Profiling`. */
export type Sampling = {
  readonly request: Scenario['request']
  readonly root: string
  readonly usual: number
  readonly program: string
  readonly folder: string
  readonly care: Care
}

/** Seconds, and looks per second: where a server is busy half of the time, thousands of them meet a function. */
const FOR = 20
const RATE = 1_000

/**
 * By its first line, a function is one wherever in it a sample was taken. A thread that waits for its next request is not always seen
 * to do so; one that holds the lock of the interpreter does not wait.
 */
const HOW = ['--function', '--full-filenames', '--gil', '--subprocesses', '--format', 'raw'] as const

/** Requests between two looks whether sampling goes on. */
const AT_ONCE = 5

/**
 * Has py-spy look again and again where a server of Python is while it answers one request after the other. Throws a LoadgateError
 * that says why it cannot, and the reason of the signal.
 */
export async function sampleLaunch(launched: Launch, sampling: Sampling): Promise<Sampled> {
  const { request, root, usual, care } = sampling
  const client = clientOf(launched.origin, request)
  try {
    await client.ask(PLAN.warmup, care.signal)
    const file = join(sampling.folder, 'samples.txt')
    const ended = await whileAsking(sample(launched.pid, file, sampling), () => client.ask(AT_ONCE, care.signal))
    if (!ended.succeeded) throw notCounted.notSampled({ said: lastLines(ended.output).split('\n').at(-1) || ended.how })
    const sampled = readSamples(await readFile(file, 'utf8'), usual, { root, linesIn: linesBelow(root) })
    if (sampled.samples === 0) throw notCounted.neverBusy({ seconds: FOR })
    return sampled
  } finally {
    client.close()
  }
}

function sample(pid: number, file: string, { program, care }: Sampling): Promise<Ended> {
  const args = ['record', ...HOW, '--pid', `${pid}`, '--rate', `${RATE}`, '--duration', `${FOR}`, '--output', file]
  return run({ program, args, cwd: '.', env: {} }, care)
}

async function whileAsking(sampling: Promise<Ended>, ask: () => Promise<void>): Promise<Ended> {
  const over = new AbortController()
  const ended = sampling.finally(() => over.abort())
  // Where an answer is not right, nobody waits for it: it ends with the server.
  ended.catch(() => {})
  while (!over.signal.aborted) await ask()
  return ended
}
