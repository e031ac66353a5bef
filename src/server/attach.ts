import { openRunningAccount, type Account } from '../host/account.ts'
import { listListeners } from '../host/listeners.ts'
import { LoadgateError } from '../model/error.ts'
import type { Given } from '../model/placeholders.ts'
import type { Ready } from '../model/ready.ts'
import type { Server } from '../model/server.ts'
import type { Transport } from '../model/transport.ts'
import { notReady } from './ready-messages.ts'
import { prepareOrStop, requirePrepare, type Preparation } from './prepare.ts'
import { transportOf } from './transport.ts'
import { askUntilReady, type Heard, type RightAnswer } from './ask-ready.ts'

/** As much of a launch as there is of a server that was not started. */
export type Attached = Account &
  RightAnswer & {
    readonly server: Server
    readonly ready: Ready
    readonly origin: string
    readonly transport: Transport
    readonly others: 0
    readonly given: Given | null
    /** None: who listens may change. */
    readonly pid: 0
    readonly output: () => string
    readonly ended: () => null
    /** Never resolves. */
    readonly exited: Promise<string>
    readonly stop: () => Promise<void>
  }

/**
 * Takes a server that already runs for a launch, once it answers right. It is neither started nor ended, so its program is not known to
 * end either. Throws LoadgateError when it does not answer, or the reason of `signal`.
 */
export async function attach(server: Server, url: string, care: Preparation): Promise<Attached> {
  const { signal } = care
  signal.throwIfAborted()
  requirePrepare(server)
  const { origin, port } = whereIs(url)
  const { name, ready } = server
  const transport = transportOf(server)
  const deadline = AbortSignal.timeout(ready.within * 1000)
  const heard: Heard[] = []
  await askUntilReady(
    () => [origin],
    { ...ready, transport },
    AbortSignal.any([signal, deadline]),
    (last) => (heard[0] = last),
  )
  signal.throwIfAborted()
  const [last] = heard
  if (last?.state === 'refused' && 'misfit' in last.wrong)
    throw new LoadgateError('misfit', notReady.misfit({ server: name, origin, ...last.wrong }))
  if (last?.state !== 'right') {
    const asked = { server: name, url: origin + ready.path, seconds: ready.within, last: saidIn(last) }
    throw new LoadgateError('not-running', notReady.notRunning(asked))
  }
  const given = await prepareOrStop(server, NOT_OURS, origin, care)
  return {
    ...openRunningAccount(port),
    ...NOT_OURS,
    ...last.answer,
    server,
    ready,
    origin,
    transport,
    others: 0,
    given,
    pid: 0,
    output: () => '',
  }
}

function saidIn(heard: Heard | undefined): string {
  if (heard === undefined || heard.state === 'right') return notReady.nothingAnswered
  if (heard.state === 'open') return heard.said
  return 'misfit' in heard.wrong ? heard.wrong.code : notReady.wrongStatus(heard.wrong)
}

/** What a launch is supervised by, of a server that is not. */
const NOT_OURS = {
  ended: () => null,
  exited: new Promise<string>(() => {}),
  stop: () => Promise.resolve(),
} as const

const LOOPBACK = { v4: '127.0.0.1', v6: '[::1]' } as const

/** `localhost` is the one of its two addresses that something listens on, so that no generator has to guess. */
function whereIs(url: string): { readonly origin: string; readonly port: number } {
  const { protocol, hostname, port: written } = new URL(url)
  const port = Number(written || (protocol === 'https:' ? 443 : 80))
  const host = hostname === 'localhost' ? localhostOf(port) : hostname
  return { origin: `${protocol}//${host}:${port}`, port }
}

function localhostOf(port: number): string {
  const addresses = listListeners()?.flatMap((listener) => (listener.port === port ? [listener.address] : [])) ?? []
  return addresses.length > 0 && addresses.every((address) => address === '::1') ? LOOPBACK.v6 : LOOPBACK.v4
}
