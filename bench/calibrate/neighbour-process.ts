/**
 * A neighbour's own program: `hog` is busy all the time, `burst` for two seconds of every ten. Ends by itself after the given
 * seconds, should nobody end it before.
 */
import { setTimeout as sleep } from 'node:timers/promises'

const [name = 'hog', seconds = '60'] = process.argv.slice(2)
const end = performance.now() + Number(seconds) * 1000

const BUSY = 2_000
const IDLE = 8_000

function busyUntil(moment: number): void {
  while (performance.now() < moment);
}

if (name === 'hog') busyUntil(end)
while (performance.now() < end) {
  busyUntil(Math.min(end, performance.now() + BUSY))
  await sleep(Math.min(IDLE, Math.max(0, end - performance.now())))
}
