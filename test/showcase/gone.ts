import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** Those of the processes that are there after at most two seconds: what has ended may wait that long for being reaped, by whoever inherited it. */
export async function leftOf(pids: readonly number[]): Promise<readonly number[]> {
  for (let look = 0; look < 100 && pids.some(isAlive); look += 1) await delay(20)
  return pids.filter(isAlive)
}

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
