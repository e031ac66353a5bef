import { existsSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { z } from 'zod'
import { run, type Care } from '../host/child.ts'
import { lastLines } from '../host/last-lines.ts'
import { toolEnvironment } from '../host/environment.ts'
import { programBeside } from '../host/own-package.ts'
import { REDACTED } from '../model/credentials.ts'
import { LoadgateError, problemsIn } from '../model/error.ts'
import { issueText } from '../model/issue-text.ts'
import { givenSchema, type Given } from '../model/placeholders.ts'
import type { Secrets } from '../model/secrets.ts'
import type { Server } from '../model/server.ts'
import { messages } from './messages.ts'
import { endSoon, type Supervised } from './program.ts'

/** The module that prepares a launch, such as by logging in, in a process of its own: it is as fresh as the launch, and may hang. */

const PROGRAM = programBeside(import.meta.url, 'prepare-process')

const newsSchema = z.union([
  z.object({ given: z.unknown() }),
  z.object({ problem: z.string() }),
  z.object({ noFunction: z.literal(true) }),
])

/** `secrets` learns what the module returns. */
export type Preparation = Care & { readonly secrets?: Pick<Secrets, 'learn'> | undefined }

/** Throws LoadgateError when a definition names a module that is not there. */
export function requirePrepare({ name, cwd, prepare }: Server): void {
  if (prepare === undefined) return
  const file = resolve(cwd ?? '.', prepare)
  if (!existsSync(file))
    throw new LoadgateError('no-such-prepare', messages.noSuchPrepare({ server: name, file: shown(file) }))
}

/**
 * What the server's `prepare` returns for one launch, at `origin`; null without one. Throws LoadgateError when it fails, returns
 * something else, or takes longer than the server may take to be ready, and the reason of the signal; nothing of the server is
 * left then.
 */
export async function prepareOrStop(
  server: Server,
  supervised: Pick<Supervised, 'exited' | 'stop'>,
  origin: string,
  { watchdog, signal, secrets }: Preparation,
): Promise<Given | null> {
  try {
    const given = await prepareLaunch(server, origin, { watchdog, signal })
    if (given && secrets) learnGiven(given, secrets)
    return given
  } catch (error) {
    const explained = error instanceof LoadgateError ? withEnd(error, await endSoon(supervised)) : error
    await supervised.stop()
    throw explained
  }
}

/** With how the server ended, if it did. */
function withEnd(error: LoadgateError, sentence: string | null): LoadgateError {
  return sentence === null ? error : new LoadgateError(error.code, `${error.message} ${sentence}.`, { cause: error })
}

async function prepareLaunch(server: Server, origin: string, { watchdog, signal }: Care): Promise<Given | null> {
  if (server.prepare === undefined) return null
  const file = resolve(server.cwd ?? '.', server.prepare)
  const within = server.ready.within
  const fail = (problem: string) =>
    new LoadgateError('not-prepared', messages.notPrepared({ server: server.name, file: shown(file), problem }))
  const timeout = AbortSignal.timeout(within * 1000)
  const args = [PROGRAM, file, JSON.stringify({ origin, server: server.name })]
  const cwd = dirname(file)
  const call = { program: process.execPath, args, cwd, env: toolEnvironment(cwd), ipc: true }
  try {
    const ended = await run(call, { watchdog, signal: AbortSignal.any([signal, timeout]) })
    const news = newsSchema.safeParse(ended.messages.at(-1))
    if (!news.success) throw fail(messages.prepareEnded({ how: ended.how, output: lastLines(ended.output) }))
    return givenIn(news.data, fail)
  } catch (error) {
    signal.throwIfAborted()
    throw timeout.aborted ? fail(messages.prepareTooSlow({ seconds: within })) : error
  }
}

function givenIn(news: z.output<typeof newsSchema>, fail: (problem: string) => LoadgateError): Given {
  if ('noFunction' in news) throw fail(messages.prepareNoFunction)
  if ('problem' in news) throw fail(messages.prepareThrew({ problem: news.problem }))
  const given = givenSchema.safeParse(news.given, { error: issueText })
  if (given.success) return given.data
  throw fail(messages.prepareReturned({ problems: problemsIn(given.error) }))
}

function learnGiven({ headers, body, variables }: Given, { learn }: Pick<Secrets, 'learn'>): void {
  for (const [name, value] of Object.entries(variables)) learn(value, `{${name}}`)
  for (const value of Object.values(headers)) learn(value, REDACTED)
  if (body !== undefined) learn(body, REDACTED)
}

function shown(file: string): string {
  return relative(process.cwd(), file)
}
