import type { Load } from './driver.ts'
import type { News, Order, RunOrder } from './protocol.ts'
import type { StretchMarks } from './embedded/stretch.ts'
import { within } from './embedded/within.ts'

/** Seconds that the load stays on while the main process reads its clocks. */
const PATIENCE = 0.1

/** What sends the load of a generator's process. */
export type Runner = {
  /** Rejects with the generator's own words when it refuses the order. */
  readonly run: (order: RunOrder, marks: StretchMarks) => Promise<Load>
  /** Closes what it keeps open from one order to the next. */
  readonly release: () => void
}

function ignore(_number: number): void {}

/** What the program of a generator does in its own process: it takes one order after the other over IPC, and ends with the channel. */
export function takeOrders(version: string, runner: Runner): void {
  let acknowledge = ignore

  async function run(order: RunOrder): Promise<void> {
    const { number } = order
    try {
      const load = await runner.run(order, {
        began: () => tell({ kind: 'began', number }),
        ended: () => {
          const acknowledged = acknowledgement(number)
          tell({ kind: 'ended', number })
          return acknowledged
        },
      })
      tell({ kind: 'done', number, load })
    } catch (error) {
      tell({ kind: 'failed', number, problem: error instanceof Error ? error.message : String(error) })
    }
  }

  async function acknowledgement(number: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    acknowledge = (acknowledged) => {
      if (acknowledged === number) resolve()
    }
    await within(PATIENCE, promise)
  }

  process.once('disconnect', () => process.exit())
  process.on('message', (order: Order) => {
    if (order.kind === 'acknowledge') acknowledge(order.number)
    else if (order.kind === 'release') runner.release()
    else void run(order)
  })
  tell({ kind: 'ready', version })
}

/** Without its main process, whose death may have come before the listener above, this process has no business. */
function tell(news: News): void {
  if (!process.connected) process.exit()
  process.send?.(news)
}
