import cluster from 'node:cluster'
import { fileURLToPath } from 'node:url'

const workers = Number(process.argv[2])
if (!Number.isInteger(workers) || workers < 1) {
  throw new TypeError('the first argument is the number of workers, for example 2')
}

let listening = 0

// The first reason to stop is the one reported. The primary ends by itself after its last worker.
function stop(exitCode: number): void {
  process.exitCode ??= exitCode
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL')
}

cluster.on('listening', (_worker, { port }) => {
  listening += 1
  if (listening === workers) console.log(`listening on http://127.0.0.1:${port}`)
})

// A worker is not replaced: a replacement would hide the crash and measure a smaller cluster.
cluster.on('exit', (worker, code, signal) => {
  if (process.exitCode !== undefined) return
  console.error(`worker ${worker.process.pid} ended (${signal ?? code})`)
  stop(1)
})

process.on('SIGTERM', () => stop(0))

cluster.setupPrimary({ exec: fileURLToPath(new URL('worker.ts', import.meta.url)), args: [] })
for (let count = 0; count < workers; count += 1) cluster.fork()
