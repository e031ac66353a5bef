import { setTimeout as delay } from 'node:timers/promises'
import { endProcesses } from './end-processes.ts'
import { endAtOnce } from './end-program.ts'
import { runOwed, type Owed } from './run-owed.ts'
import { removeRuntimeFolder } from './runtime-report.ts'
import { removeFolder } from './temporary-folders.ts'

/**
 * The watchdog's own program. Reads lines from stdin: `expect <token>`, `watch <process group> <token>`, `forget <process group>`,
 * `keep <token>`, `release <token>`, `owe <id> <JSON>`, `settle <id>`, `temporary <JSON>`, `removed <JSON>`. When stdin closes, the
 * process that started it has ended: kills what is still expected or watched, runs what is owed, kills what was kept until then,
 * removes what is temporary, and ends.
 */
const expected = new Set<string>()
const watched = new Map<number, string>()
const kept = new Set<string>()
const owed = new Map<string, Owed>()
const temporary = new Set<string>()
let pending = ''

/** Seconds for a process that was being started when stdin closed to get its environment, and with it its token. */
const STARTED_WITHIN = 0.2

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

process.stdin.setEncoding('utf8')
process.stdin.on('data', (chunk: string) => {
  // Whole lines only: the first digits of a number are the number of another group.
  const lines = (pending + chunk).split('\n')
  pending = lines.pop() ?? ''
  for (const line of lines) execute(line)
})
process.stdin.on('error', () => {})
process.stdin.on('close', () => void endAll())

function execute(line: string): void {
  const [verb, ...words] = line.split(' ')
  if (verb === 'expect') expected.add(words[0] ?? '')
  if (verb === 'watch') watch(Number(words[0]), words[1] ?? '')
  if (verb === 'forget') watched.delete(Number(words[0]))
  if (verb === 'keep') kept.add(words[0] ?? '')
  if (verb === 'release') kept.delete(words[0] ?? '')
  if (verb === 'owe') owed.set(words[0] ?? '', JSON.parse(words.slice(1).join(' ')) as Owed)
  if (verb === 'settle') owed.delete(words[0] ?? '')
  if (verb === 'temporary') temporary.add(JSON.parse(words.join(' ')) as string)
  if (verb === 'removed') temporary.delete(JSON.parse(words.join(' ')) as string)
}

function watch(group: number, token: string): void {
  expected.delete(token)
  watched.set(group, token)
}

async function endAll(): Promise<void> {
  const known = [...watched].map(([group, token]) => endProcesses({ group, token }, 0))
  if (expected.size > 0) await delay(STARTED_WITHIN * 1000)
  const unknown = [...expected].map((token) => endProcesses({ group: null, token }, 0))
  await Promise.all([...known, ...unknown])
  for (const command of owed.values()) runOwed(command)
  await Promise.all([...kept].map((token) => endProcesses({ group: null, token }, 0)))
  for (const token of [...watched.values(), ...expected]) removeRuntimeFolder(token)
  await Promise.all([...temporary].map(removeFolder))
  endAtOnce()
}
