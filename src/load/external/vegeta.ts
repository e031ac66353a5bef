import { writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { makeFolder, removeFolder, sweepFolders } from '../../host/temporary-folders.ts'
import { openRunner as openUndici } from '../embedded/undici.ts'
import type { Load, Runner, RunnerMarks, RunOrder, Target } from '../driver.ts'
import { messages } from '../messages.ts'
import type { Pace } from '../pace.ts'
import { FOLDERS, measureAnswer, versionOf } from './tools.ts'
import { readResults } from './vegeta-results.ts'

const PROGRAM = 'vegeta'
const BODY = 'body'

/** Seconds for the program to start, and for the clocks to be read while it still sends. */
const START = 0.3
const TAIL = 0.3

/** Seconds after which a request without an answer is given up, as the embedded generator does when the last has been sent. */
const PATIENCE = 4

/**
 * vegeta sends at a rate, in a fresh process for each stretch, and its binary results are read request by request. It has no closed loop:
 * warm-ups, references and what shows a capacity are sent by undici.
 */
export async function openRunner(): Promise<Runner> {
  await sweepFolders(FOLDERS)
  const closed = openUndici()
  return {
    version: await versionOf(PROGRAM),
    run: (order, marks) => {
      const { stretch } = order
      if (!('rate' in stretch) || stretch.rate === undefined) return closed.run(order, marks)
      return runVegeta({ leadIn: stretch.leadIn, seconds: stretch.seconds, rate: stretch.rate }, order, marks)
    },
    release: closed.release,
  }
}

async function runVegeta(pace: Pace, { target, timeout }: RunOrder, marks: RunnerMarks): Promise<Load> {
  await measureAnswer(target, timeout)
  const folder = await makeFolder(FOLDERS)
  try {
    const results = join(folder, 'results.gob')
    const attack = call(['attack', ...argumentsFor(pace, target, results)], targetText(target, folder))
    const between = await markIn(pace, marks)
    await attack
    const lines = join(folder, 'results.json')
    await call(['encode', '-to', 'json', '-output', lines, results], Buffer.alloc(0))
    const { rate } = pace
    const { connections, method, right } = target
    return readResults(await readFile(lines, 'utf8'), { rate, connections, method, right, ...between })
  } finally {
    await removeFolder(folder)
  }
}

/** It keeps no bodies: at thousands of pages per second they would take more time than the requests. */
function argumentsFor({ leadIn, seconds, rate }: Pace, { connections }: Target, results: string): readonly string[] {
  const milliseconds = Math.ceil((START + leadIn + seconds + TAIL) * 1000)
  const options = {
    rate: rateText(rate),
    duration: `${milliseconds}ms`,
    timeout: `${PATIENCE}s`,
    connections,
    'max-connections': connections,
    workers: connections,
    http2: false,
    redirects: -1,
    'max-body': 0,
    output: results,
  }
  return Object.entries(options).map(([name, value]) => `-${name}=${value}`)
}

/** vegeta takes whole numbers of requests only: 12.5 per second are 12500 in a thousand. */
function rateText(rate: number): string {
  return Number.isInteger(rate) ? `${rate}/1s` : `${Math.round(rate * 1000)}/1000s`
}

/** In vegeta's own format, because JSON cannot hold the bytes of a header outside ASCII. A body is in a file. */
function targetText({ method, origin, path, headers, body }: Target, folder: string): Buffer {
  const lines = [`${method} ${origin}${path}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)]
  if (body !== undefined) {
    writeFileSync(join(folder, BODY), body)
    lines.push(`@${join(folder, BODY)}`)
  }
  return Buffer.from(`${lines.join('\n')}\n`, 'latin1')
}

async function call(words: readonly string[], input: Buffer): Promise<void> {
  const { exitCode, stderr } = await execa(PROGRAM, words, { input, stdout: 'ignore', reject: false })
  if (exitCode !== 0)
    throw new Error(messages.toolFailed({ tool: PROGRAM, exitCode, words: stderr.trim().split('\n').at(-1) ?? '' }))
}

/** The moments between which requests count, in seconds since 1970, as vegeta notes them. */
async function markIn({ leadIn, seconds }: Pace, marks: RunnerMarks): Promise<{ began: number; ended: number }> {
  await sleep((START + leadIn) * 1000)
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
