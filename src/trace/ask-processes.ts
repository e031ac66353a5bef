import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Order, ProcessTrace } from './protocol.ts'

/** Seconds for a process to answer: its event loop may be in the middle of something, and a profile takes a while to write. */
const ANSWER_WITHIN = 10

/** Tells all processes of a server that can be watched, at once. Leaves out those that do not answer. Never rejects. */
export async function tellProcesses(folder: string, order: Order): Promise<readonly ProcessTrace[]> {
  const answers = await Promise.all(socketsIn(folder).map((name) => tell(join(folder, name), order)))
  return answers.filter((answer) => answer !== null)
}

function socketsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

async function tell(path: string, order: Order): Promise<ProcessTrace | null> {
  const socket = connect({ path, signal: AbortSignal.timeout(ANSWER_WITHIN * 1000) })
  try {
    socket.write(order)
    return JSON.parse(await text(socket)) as ProcessTrace
  } catch {
    return null
  } finally {
    socket.destroy()
  }
}
