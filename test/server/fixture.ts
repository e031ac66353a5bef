import { readdirSync, readFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { serverSchema, type Server, type ServerOptions } from '../../src/model/server.ts'
import { choosePort } from '../../src/server/port.ts'

/** The path of a program in test/fixtures/server. */
export function programOf(name: string): string {
  return fileURLToPath(new URL(`../fixtures/server/${name}.ts`, import.meta.url))
}

/** A server definition that starts such a program, marked so that `processesMarked` finds all that comes of it. */
export function fixture(name: string, options: Partial<ServerOptions> = {}, args: readonly string[] = []): Server {
  const { env, ...rest } = options
  return serverSchema.parse({
    name,
    command: ['node', programOf(name), ...args],
    env: { MARK: randomUUID(), ...env },
    ...rest,
  })
}

/** A port that nobody listens on, and that the system gives to nobody who asks for any. */
export async function freePort(): Promise<number> {
  return (await choosePort(fixture('answers'))).number
}

/** Living processes whose environment has this mark: found without the code under test. */
export function processesMarked(mark: string | undefined): number[] {
  if (!mark) throw new Error('no mark')
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => pid !== process.pid && text(`/proc/${pid}/environ`).split('\0').includes(`MARK=${mark}`))
}

/** Neither gone nor a zombie. */
export function isAlive(pid: number): boolean {
  return /^State:\s+[^ZX]/m.test(text(`/proc/${pid}/status`))
}

/** Looks a thousand times whether it is so, for 20 s at least; throws when it is not. */
export async function until(isSo: () => boolean): Promise<void> {
  const began = performance.now()
  for (let look = 0; look < 1000; look++) {
    if (isSo()) return
    await delay(20)
  }
  throw new Error(`not so within ${Math.round((performance.now() - began) / 1000)} s: ${isSo}`)
}

function text(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
