import type { Asked, Connections } from './connections.ts'
import type { News, Order, RunOrder } from './order.ts'
import { runStretch } from './stretch.ts'
import { within } from './within.ts'

/** Seconds that the load stays on while the main process reads its clocks. */
const PATIENCE = 0.1

/**
 * What the program of a generator does in its own process: it takes one order after the other over IPC, keeps the connections that it
 * `open`s from one to the next, and ends with the channel.
 */
export function takeOrders(version: string, open: (asked: Asked) => Connections): void {
  const kept = keptConnections(open)
  let acknowledge: (number: number) => void = () => {}

  async function run(order: RunOrder): Promise<void> {
    const { number, stretch, target } = order
    try {
      const load = await runStretch(stretch, kept.for(order), target.connections, {
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
    else if (order.kind === 'release') kept.release()
    else void run(order)
  })
  tell({ kind: 'ready', version })
}

/** By what is asked of them; those that cannot be used any more are opened anew. */
function keptConnections(open: (asked: Asked) => Connections) {
  const kept = new Map<string, Connections>()
  return {
    for({ target, timeout }: RunOrder): Connections {
      const key = JSON.stringify([target, timeout])
      const known = kept.get(key)
      if (known?.areUsable()) return known
      known?.close()
      const opened = open({ target, timeout })
      kept.set(key, opened)
      return opened
    },
    release(): void {
      for (const connections of kept.values()) connections.close()
      kept.clear()
    },
  }
}

/** Without its main process, whose death may have come before the listener above, this process has no business. */
function tell(news: News): void {
  if (!process.connected) process.exit()
  process.send?.(news)
}
