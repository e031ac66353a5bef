import { tmpdir } from 'node:os'
import { execa } from 'execa'
import { ask } from '../../host/http.ts'
import { makeFolder, removeFolder, sweepFolders } from '../../host/temporary-folders.ts'
import { isRightStatus } from '../../model/expect.ts'
import { isRightBody } from '../answer/body-check.ts'
import type { Load, Stretch, Target, Runner, RunnerMarks } from '../driver.ts'
import { messages } from '../messages.ts'
import type { Sendable } from '../walk.ts'
import { versionOf } from './find-tools.ts'

/** A program that loads a server and then ends: how to call it, and how to read its output. */
export type ExternalTool = {
  readonly program: 'wrk' | 'ab'
  /** Returns the arguments of a call. Files that the tool needs go into `folder`, which is fresh. */
  readonly argumentsFor: (call: ToolCall) => readonly string[]
  /** Throws an Error with the tool's own words when its output is no measurement. The server still runs then. */
  readonly readLoad: (output: ToolOutput, call: ToolCall) => Load | Promise<Load>
}

export type ToolCall = {
  readonly target: Target
  readonly stretch: WholeSeconds | Requests
  /** Seconds after which an unanswered request has failed. */
  readonly timeout: number
  readonly folder: string
  /** Bytes of one whole answer, head and body. */
  readonly answerBytes: number
}

export type WholeSeconds = { readonly seconds: number }
export type Requests = { readonly requests: number; readonly within: number }
export type ToolOutput = { readonly stdout: string; readonly stderr: string; readonly exitCode: number | undefined }

/** Seconds that a tool may take longer than asked for before it is killed. */
const GRACE = 15

/** Where the files of a call lie. Headers may be in them, so what killed gates left is removed. */
export const FOLDERS = { place: tmpdir(), prefix: 'loadgate-load-' }

/** Sends the load of each order from a fresh process of the tool, between the marks. First removes what killed gates left: headers may be in it. */
export async function externalRunner(tool: ExternalTool): Promise<Runner> {
  await sweepFolders(FOLDERS)
  return {
    version: await versionOf(tool.program),
    async run({ target, stretch, timeout }, marks) {
      const answerBytes = await measureAnswer(target, timeout)
      const folder = await makeFolder(FOLDERS)
      try {
        return await runTool(tool, { target, stretch: toWholeSeconds(stretch), timeout, folder, answerBytes }, marks)
      } finally {
        await removeFolder(folder)
      }
    },
    release: () => {},
  }
}

async function runTool(tool: ExternalTool, call: ToolCall, marks: RunnerMarks): Promise<Load> {
  const { stretch } = call
  const seconds = 'seconds' in stretch ? stretch.seconds : stretch.within
  marks.began()
  const { stdout, stderr, exitCode } = await execa(tool.program, tool.argumentsFor(call), {
    env: { LC_ALL: 'C' },
    stdin: 'ignore',
    reject: false,
    timeout: 1000 * (seconds + GRACE),
    forceKillAfterDelay: 500,
  })
  await marks.ended()
  return tool.readLoad({ stdout, stderr, exitCode }, call)
}

/** Neither wrk nor ab measures less than a second, and both count from the first moment. */
function toWholeSeconds(stretch: Stretch): WholeSeconds | Requests {
  return 'requests' in stretch ? stretch : { seconds: Math.max(1, Math.round(stretch.seconds)) }
}

/**
 * Returns how many bytes one whole answer takes on the wire. These tools do not look at bodies, so this asks once and compares the answer
 * with the right one. Throws an Error when it is wrong.
 */
export async function measureAnswer(
  { origin, path, method, headers, body, right }: Sendable & Pick<Target, 'origin' | 'right'>,
  timeout: number,
): Promise<number> {
  const answer = await ask(origin + path, {
    method,
    headers: { connection: 'keep-alive', ...headers },
    body,
    signal: AbortSignal.timeout(timeout * 1000),
  }).catch((cause: Error) => {
    throw new Error(messages.noFirstAnswer({ url: origin + path, problem: cause.message }), { cause })
  })
  const { status, bytes, bytesOnWire } = answer
  if (!isRightStatus(status, right.statuses)) throw new Error(messages.wrongFirstStatus({ path, status }))
  if (!isRightBody(right.body, bytes)) throw new Error(messages.wrongFirstBody({ path, bytes: bytes.length }))
  return bytesOnWire
}
