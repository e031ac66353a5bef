/** The program of a generator's process. Its argument is the name of the driver; orders come over IPC. */
import { endAtOnce } from '../host/end-program.ts'
import { LoadgateError } from '../model/error.ts'
import type { DriverName } from '../model/scenario.ts'
import type { News, Order, Runner, RunOrder } from './driver.ts'

/** Imported on demand: a process needs the code of one driver only. */
const DRIVERS: Readonly<Record<DriverName, () => Promise<{ readonly openRunner: () => Runner | Promise<Runner> }>>> = {
  autocannon: () => import('./embedded/autocannon.ts'),
  undici: () => import('./embedded/undici.ts'),
  wrk: () => import('./external/wrk.ts'),
  ab: () => import('./external/ab.ts'),
  vegeta: () => import('./external/vegeta.ts'),
}

/** Seconds that the load stays on for the main process to read its clocks. */
const PATIENCE = 0.1

const { openRunner } = await DRIVERS[process.argv[2] as DriverName]()
takeOrders(await openRunner())

function takeOrders(runner: Runner): void {
  let acknowledge: ((number: number) => void) | undefined

  async function run(order: RunOrder): Promise<void> {
    const { number } = order
    try {
      const load = await runner.run(order, {
        began: () => tell({ kind: 'began', number }),
        ended: () => {
          const acknowledged = waitForAcknowledgement(number)
          tell({ kind: 'ended', number })
          return acknowledged
        },
      })
      tell({ kind: 'done', number, load })
    } catch (error) {
      tellFailure(number, error)
    }
  }

  async function reach({ number, generators }: Extract<Order, { kind: 'reach' }>): Promise<void> {
    try {
      await runner.reach?.(generators)
      tell({ kind: 'reached', number })
    } catch (error) {
      tellFailure(number, error)
    }
  }

  async function waitForAcknowledgement(number: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    acknowledge = (acknowledged) => {
      if (acknowledged === number) resolve()
    }
    const timer = setTimeout(resolve, PATIENCE * 1000)
    await promise
    clearTimeout(timer)
  }

  process.once('disconnect', endAtOnce)
  process.on('message', (order: Order) => {
    if (order.kind === 'acknowledge') acknowledge?.(order.number)
    else if (order.kind === 'release') runner.release()
    else if (order.kind === 'reach') void reach(order)
    else void run(order)
  })
  tell({ kind: 'ready', version: runner.version })
}

function tellFailure(number: number, error: unknown): void {
  const problem = error instanceof Error ? error.message : String(error)
  tell({ kind: 'failed', number, problem, ...(error instanceof LoadgateError ? { code: error.code } : {}) })
}

/** Exits when the main process is gone: it may have died before anything here listened for that. */
function tell(news: News): void {
  if (process.connected) process.send?.(news)
  else endAtOnce()
}
