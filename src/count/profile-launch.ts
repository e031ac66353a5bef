import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Scenario } from '../model/scenario.ts'
import { readDump, type Dump } from '../where/callgrind.ts'
import { readCodeMap, type CodeMap } from '../where/code-map.ts'
import { framesBy, type Sources } from '../where/frame.ts'
import { readPythonLines, type LineOf } from '../where/python-lines.ts'
import { mergeStacks, stacksOf, type Stack } from '../where/stacks.ts'
import { clientOf } from './client.ts'
import { meetFirstWorker } from './first-worker.ts'
import type { CountedServer } from './launch-counted.ts'
import { notCounted } from './messages.ts'
import { PLAN } from './method.ts'
import { pythonMapOf } from './python-map.ts'

/** What is profiled on one launch. `root`: the folder to which files are relative. `usual`: instructions per request, as counted before. */
export type Profiling = {
  readonly request: Scenario['request']
  readonly root: string
  readonly usual: number
  readonly signal: AbortSignal
}

/** Chains of calls with the instructions per request of each; `hasNames`: the runtime said what the code that it made is called. */
export type ProfiledLaunch = { readonly stacks: Stack; readonly total: number; readonly hasNames: boolean }

/** Requests after which callgrind has met the callers of all functions, requests that are profiled, and how often at most. */
const ACQUAINTED = 4
const REQUESTS = 24
const MOST_TIMES = 3

/** A profile that differs by more from what was counted has a collection of garbage in it. */
const LIKE_COUNTED = 0.05

/**
 * Warms a launch up as for counting, and divides what it executes per request by function. Throws a LoadgateError that says why
 * there is no profile, and the reason of `signal`.
 */
export async function profileLaunch(launched: CountedServer, profiling: Profiling): Promise<ProfiledLaunch> {
  const { request, usual, signal } = profiling
  const client = clientOf(launched.origin, request, { rest: launched.rest })
  try {
    await meetFirstWorker(launched, client, signal)
    await client.ask(PLAN.warmup, signal)
    await launched.read()
    await client.ask(ACQUAINTED, signal)
    let best: ProfiledLaunch | null = null
    for (let time = 1; time <= MOST_TIMES; time += 1) {
      await launched.zero()
      await client.ask(REQUESTS, signal)
      await launched.dump()
      const found = readProfile(launched, time, profiling.root)
      if (best === null || Math.abs(found.total - usual) < Math.abs(best.total - usual)) best = found
      if (Math.abs(best.total - usual) <= LIKE_COUNTED * usual) break
    }
    return best!
  } finally {
    client.close()
  }
}

/** What all processes dumped for the `time`th time. */
function readProfile(launched: CountedServer, time: number, root: string): ProfiledLaunch {
  const sources = { root, linesIn: linesBelow(root) }
  const stacks: Stack[] = []
  let [total, hasNames] = [0, false]
  for (const pid of launched.processes()) {
    const map = mapOf(launched.folder, pid)
    const dump = dumpIn(launched.folder, `dump.${pid}.${time}`, map)
    hasNames ||= map !== null
    total += dump.total / REQUESTS
    stacks.push(stacksOf(dump, framesBy(map, sources), REQUESTS))
  }
  return { stacks: mergeStacks(stacks), total, hasNames }
}

function dumpIn(folder: string, file: string, map: CodeMap | null): Dump {
  const text = textOf(join(folder, file))
  const dump = text === null ? null : readDump(text, map ?? undefined)
  if (dump === null) throw notCounted.cutOff({ file })
  return dump
}

/** Null for a program that makes no code while it runs, or does not say what it is called. */
function mapOf(folder: string, pid: number): CodeMap | null {
  const text = textOf(join(folder, `perf-${pid}.map`)) ?? textOf(pythonMapOf(pid))
  return text === null ? null : readCodeMap(text)
}

/** Reads each source once. */
function linesBelow(root: string): Sources['linesIn'] {
  const known = new Map<string, LineOf>()
  return (path) => {
    const lines = known.get(path) ?? readPythonLines((path.endsWith('.py') && textOf(resolve(root, path))) || '')
    known.set(path, lines)
    return lines
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
