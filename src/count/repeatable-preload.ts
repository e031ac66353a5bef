import { setFlagsFromString } from 'node:v8'
import { isMainThread } from 'node:worker_threads'
import { FLAGS_VARIABLE } from './method.ts'
import { warmTimers } from './warm-timers.ts'

/**
 * Node loads this before anything else where a program that is counted may start Node, however it does that. A Node that was
 * started without the flags in the variable begins once more with them, as the same process. Where it cannot, because it is older
 * than 22.15 or already has a channel to its parent, it takes those of them that V8 takes later, too. Its timers are warmed as those of a Node
 * that is started directly.
 */
const flags = process.env[FLAGS_VARIABLE]?.split(' ') ?? []

if (isMainThread && flags.some((flag) => !process.execArgv.includes(flag))) {
  if (process.execve !== undefined && process.channel == null) {
    const [, ...args] = process.argv
    process.execve(process.execPath, [process.execPath, ...flags, ...process.execArgv, ...args], process.env)
  }
  for (const flag of flags) setFlagsFromString(flag)
}

warmTimers()
