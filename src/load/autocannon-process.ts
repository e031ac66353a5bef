/** The program of autocannon's own process: it takes one order after the other over IPC, and ends with the channel. */
import about from 'autocannon/package.json' with { type: 'json' }
import { type Connections, openConnections } from './autocannon-connections.ts'
import { runStretch } from './autocannon-stretch.ts'
import type { News, Order, RunOrder } from './order.ts'
import { within } from './within.ts'

/** Seconds that the load stays on while the main process reads its clocks. */
const PATIENCE = 0.1

let acknowledge: (number: number) => void = () => {}

/** By what is asked of them. */
const kept = new Map<string, Connections>()

process.once('disconnect', () => process.exit())
process.on('message', (order: Order) => {
  if (order.kind === 'acknowledge') acknowledge(order.number)
  else if (order.kind === 'release') release()
  else void run(order)
})
tell({ kind: 'ready', version: about.version })

async function run(order: RunOrder): Promise<void> {
  const { number, stretch, target } = order
  try {
    const load = await runStretch(stretch, connectionsFor(order), target.connections, {
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

function connectionsFor({ target, timeout }: RunOrder): Connections {
  const key = JSON.stringify([target, timeout])
  const known = kept.get(key)
  if (known?.areUsable()) return known
  known?.close()
  const opened = openConnections({ target, timeout })
  kept.set(key, opened)
  return opened
}

function release(): void {
  for (const connections of kept.values()) connections.close()
  kept.clear()
}

async function acknowledgement(number: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  acknowledge = (acknowledged) => {
    if (acknowledged === number) resolve()
  }
  await within(PATIENCE, promise)
}

/** Without its main process, whose death may have come before the listener above, this process has no business. */
function tell(news: News): void {
  if (!process.connected) process.exit()
  process.send?.(news)
}
