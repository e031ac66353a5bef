import { cpuOfThreads } from '../host/usage.ts'
import type { Client } from './client.ts'
import type { CountedServer } from './launch-counted.ts'
import { nodeIn } from './node-flags.ts'

type Processes = Pick<CountedServer, 'server' | 'ready' | 'closes' | 'processes' | 'rest'>

/** Connections for each worker until the first one has been met, if it takes requests at all. */
const TRIES = 6

/** As many times, and the worker that is wanted hardly ever gets a connection. Then the one that has it will do. */
const PATIENCE = 10

/**
 * Connections over which it is met. The first answers of a worker leave much in its heap: one of Python that gave none on an earlier
 * connection, because another one had shown that the server is ready, would execute 0.45 % more per request than one that did. Those of
 * Node differ less after one (docs/how-it-decides.md).
 */
function meetingsWith({ server }: Processes): number {
  return nodeIn(server) === 'itself' ? 1 : 2
}

/**
 * Workers of one launch do not cost the same: those of gunicorn lie 0.4 % apart, because each is forked from a parent with
 * another heap. Which of them gets a connection is a race, in which two can take turns for long. So the others are halted while a
 * connection is made, until the worker that was started first has one, or where it takes none, the first of those that do. They are asked
 * for the page that shows that a server is ready, because one of the workers has answered it already. Returns whether there is a choice:
 * there is none with a single worker, or where the server closes each connection.
 */
export async function meetFirstWorker(launched: Processes, client: Client, signal: AbortSignal): Promise<boolean> {
  const visit = () => client.visit(launched.ready, signal)
  const [, ...workers] = launched.processes()
  if (workers.length < 2 || launched.closes) return false
  const most = workers.length * TRIES
  const meetings = meetingsWith(launched)
  let lowest = Infinity
  for (let attempt = 1, met = 0; ;) {
    const wanted = attempt < most ? workers[0] : lowest
    // Every second time nobody is: a parent among them may have to hand the connection over.
    client.reconnect(attempt % 2 === 1 ? () => halt(workers.filter((pid) => pid !== wanted)) : undefined)
    await visit()
    const pid = await whoAnswers(launched, visit)
    lowest = Math.min(lowest, pid)
    // Another worker may have collected its garbage at that moment, which takes longer than an answer.
    const isMet = pid === wanted && (await whoAnswers(launched, visit)) === pid
    if (isMet) met += 1
    if (met === meetings || attempt === most * PATIENCE) return true
    // Whatever led to it leads to it again.
    if (!isMet) attempt += 1
  }
}

/** Halts processes, and returns what lets them go on. */
function halt(pids: readonly number[]): () => void {
  for (const pid of pids) signalTo(pid, 'SIGSTOP')
  return () => {
    for (const pid of pids) signalTo(pid, 'SIGCONT')
  }
}

function signalTo(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended by itself just now.
  }
}

/** The process that runs longest while a request is answered. */
async function whoAnswers(launched: Processes, visit: () => Promise<void>): Promise<number> {
  await launched.rest()
  const pids = launched.processes()
  const before = pids.map(cpuOfThreads)
  await visit()
  await launched.rest()
  const used = pids.map((pid, index) => cpuOfThreads(pid) - before[index]!)
  return pids[used.indexOf(Math.max(...used))]!
}
