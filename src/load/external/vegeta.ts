import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { makeFolder, removeFolder, sweepFolders } from '../../host/temporary-folders.ts'
import { firstTurns } from '../../model/turns.ts'
import { openRunner as openUndici } from '../embedded/undici.ts'
import type { Load, Mix, Runner, RunnerMarks, RunOrder, Target } from '../driver.ts'
import { messages } from '../messages.ts'
import { mixOf } from '../mix.ts'
import type { Pace } from '../pace.ts'
import { openTurnCounts, type TurnCounts } from '../turn-counts.ts'
import { openWalk } from '../walk.ts'
import { FOLDERS, measureAnswer, versionOf } from './tools.ts'
import { readResults } from './vegeta-results.ts'
import { targetsFrom } from './vegeta-targets.ts'

const PROGRAM = 'vegeta'

/** Seconds for the program to start, and per target that it reads; and for the clocks to be read while it still sends. */
const START = 0.3
const PER_TARGET = 5e-6
const TAIL = 0.3

/** Requests that it may send more than the clock says. */
const SPARE = 10

/** Seconds after which a request without an answer is given up, as the embedded generator does when the last has been sent. */
const PATIENCE = 4

/**
 * vegeta sends at a rate, in a fresh process for each stretch, and its binary results are read request by request. It has no closed loop:
 * warm-ups, references and what shows a capacity are sent by undici.
 */
export async function openRunner(): Promise<Runner> {
  await sweepFolders(FOLDERS)
  const turns = openTurnCounts()
  const closed = openUndici(turns)
  return {
    version: await versionOf(PROGRAM),
    run: (order, marks) => {
      const { stretch } = order
      if (!('rate' in stretch) || stretch.rate === undefined) return closed.run(order, marks)
      return runVegeta({ leadIn: stretch.leadIn, seconds: stretch.seconds, rate: stretch.rate }, order, marks, turns)
    },
    release: closed.release,
  }
}

async function runVegeta(
  pace: Pace,
  { target, timeout }: RunOrder,
  marks: RunnerMarks,
  turns: TurnCounts,
): Promise<Load> {
  await askSafeOnes(target, timeout)
  const { leadIn, seconds, rate } = pace
  const turn = turns.of(target)
  const most = Math.ceil((START + leadIn + seconds + TAIL) * rate * 1.1) + SPARE
  const { text, count } = targetsFrom(target, turn.next(), most)
  const began = START + leadIn + count * PER_TARGET
  const folder = await makeFolder(FOLDERS)
  try {
    const results = join(folder, 'results.gob')
    const attack = call(['attack', ...argumentsFor(rate, began + seconds + TAIL, target, results)], text)
    const between = await markIn(began, seconds, marks)
    await attack
    const lines = join(folder, 'results.json')
    await call(['encode', '-to', 'json', '-output', lines, results], Buffer.alloc(0))
    const asked = { rate, connections: target.connections, mix: mixOf(target), ...between }
    const { load, requests } = await readResults(createInterface({ input: createReadStream(lines) }), asked)
    turn.skip(requests)
    return load
  } finally {
    await removeFolder(folder)
  }
}

/** One whole answer to what is asked; of a mix to each request that changes nothing, with the values that it had first. */
async function askSafeOnes(target: Target, timeout: number): Promise<void> {
  const { origin, mix } = target
  if (!mix) return void (await measureAnswer(target, timeout))
  for (const [at, number] of firstTurns(mix.plan).entries()) {
    const isAsked = number < mix.plan.cycle.length && SAFE.includes(mix.plan.requests[at]!.method)
    const request = openWalk(mix.plan, () => number).request()
    if (isAsked) await measureAnswer({ origin, ...request, right: mix.rights[at]! }, timeout)
  }
}

const SAFE: readonly string[] = ['GET', 'HEAD']

function argumentsFor(rate: number, seconds: number, target: Target, results: string): readonly string[] {
  const { connections } = target
  const options = {
    format: 'json',
    rate: rateText(rate),
    duration: `${Math.ceil(seconds * 1000)}ms`,
    timeout: `${PATIENCE}s`,
    connections,
    'max-connections': connections,
    workers: connections,
    http2: false,
    redirects: -1,
    'max-body': needsBodies(mixOf(target)) ? -1 : 0,
    output: results,
  }
  return Object.entries(options).map(([name, value]) => `-${name}=${value}`)
}

/** Where lengths do, it keeps no bodies: at thousands of pages per second they would take more time than the requests. */
function needsBodies({ rights }: Mix): boolean {
  return rights.some(({ body }) => body.kind !== 'bytes')
}

/** vegeta takes whole numbers of requests only: 12.5 per second are 12500 in a thousand. */
function rateText(rate: number): string {
  return Number.isInteger(rate) ? `${rate}/1s` : `${Math.round(rate * 1000)}/1000s`
}

async function call(words: readonly string[], input: Buffer): Promise<void> {
  const { exitCode, stderr } = await execa(PROGRAM, words, { input, stdout: 'ignore', reject: false })
  if (exitCode !== 0)
    throw new Error(messages.toolFailed({ tool: PROGRAM, exitCode, words: stderr.trim().split('\n').at(-1) ?? '' }))
}

/** The moments between which requests count, in seconds since 1970, as vegeta notes them. */
async function markIn(
  after: number,
  seconds: number,
  marks: RunnerMarks,
): Promise<{ readonly began: number; readonly ended: number }> {
  await sleep(after * 1000)
  const began = now()
  marks.began()
  await sleep(seconds * 1000)
  const ended = now()
  await marks.ended()
  return { began, ended }
}

function now(): number {
  return (performance.timeOrigin + performance.now()) / 1000
}
