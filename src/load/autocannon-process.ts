/** The program of autocannon's own process: it takes one order after the other over IPC, and ends with the channel. */
import about from 'autocannon/package.json' with { type: 'json' }
import { runStretch } from './autocannon-stretch.ts'
import type { News, Order, RunOrder } from './order.ts'
import { within } from './within.ts'

/** Seconds that the load stays on while the main process reads its clocks. */
const PATIENCE = 0.1

let acknowledge: (number: number) => void = () => {}

process.once('disconnect', () => process.exit())
process.on('message', (order: Order) => {
  if (order.kind === 'acknowledge') acknowledge(order.number)
  else void run(order)
})
tell({ kind: 'ready', version: about.version })

async function run(order: RunOrder): Promise<void> {
  const { number } = order
  try {
    const load = await runStretch(order, {
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

/** Without its main process, whose death may have come before the listener above, this process has no business. */
function tell(news: News): void {
  if (!process.connected) process.exit()
  process.send?.(news)
}
