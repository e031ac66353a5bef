import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { describeEnd } from '../host/child.ts'
import type { RightAnswer } from './ask-ready.ts'
import type { Choice } from './choose-address.ts'
import { notReady } from './ready-messages.ts'
import { openSearch, type Found, type Starting } from './search.ts'
import { hasAnswered, whyNotReady } from './why-not-ready.ts'

/** Where a program answered right. `others`: at how many more addresses it could have been. */
export type Ready = {
  readonly state: 'ready'
  readonly origin: string
  readonly port: number
  readonly answer: RightAnswer
  readonly others: number
}

/** `sentence` says why it is not ready; call it when all of the output has been read. */
export type NotReady = { readonly state: 'failed'; readonly sentence: () => string }

/** Seconds between two looks at what the program prints and listens on; more where a look takes long. */
const LOOK_EVERY = 0.02
const SHARE_OF_LOOKING = 0.2

/** Waits for a program's right answer, wherever it listens, as long as it runs and until the signal. */
export async function waitUntilReady(starting: Starting, signal: AbortSignal): Promise<Ready | NotReady> {
  const { program } = starting
  const ended = new AbortController()
  void program.exited.then(() => ended.abort())
  const giveUp = AbortSignal.any([signal, ended.signal])
  const over = new AbortController()
  const search = openSearch(starting, AbortSignal.any([giveUp, over.signal]))
  try {
    for (;;) {
      const began = performance.now()
      const isLast = giveUp.aborted
      // What the signal cuts short is heard in this turn of the event loop.
      if (isLast) await turn()
      const choice = search.look(isLast)
      if (choice !== null && program.exit() === null) return conclude(starting, choice, search.found())
      if (isLast) return giveUpOn(starting, search.found())
      const pause = Math.max(LOOK_EVERY, (performance.now() - began) / 1000 / SHARE_OF_LOOKING)
      await delay(pause * 1000, undefined, { signal: giveUp }).catch(() => {})
    }
  } finally {
    over.abort()
    program.output.stopLooking()
  }
}

function conclude({ server, program }: Starting, choice: Choice, { asked }: Found): Ready | NotReady {
  if (choice.kind === 'several') {
    const addresses = choice.asked.map(({ heard, line }) => ({ origin: heard.origin, line }))
    const sentence = () => notReady.severalAddresses({ server: server.name, addresses })
    return { state: 'failed', sentence }
  }
  const { heard, port } = choice.asked
  if (heard.state === 'right') {
    const others = asked.filter((one) => one.port !== port && (one.line !== null || hasAnswered(one)))
    return { state: 'ready', origin: heard.origin, port, answer: heard.answer, others: others.length }
  }
  if ('misfit' in heard.wrong) {
    const misfit = { server: server.name, origin: heard.origin, ...heard.wrong }
    return { state: 'failed', sentence: () => notReady.misfit(misfit) }
  }
  const { status, location } = heard.wrong
  const refusal = () => ({
    server: server.name,
    url: heard.origin + server.ready.path,
    status,
    output: program.output.tail(),
  })
  const sentence = () =>
    location === null ? notReady.refused(refusal()) : notReady.redirected({ ...refusal(), location })
  return { state: 'failed', sentence }
}

/** If the program ended by itself, that explains everything else that went wrong. */
function giveUpOn(starting: Starting, found: Found): NotReady {
  const { server, program } = starting
  const exit = program.exit()
  const { tail } = program.output
  if (exit === null)
    return {
      state: 'failed',
      sentence: () => whyNotReady(starting, found, tail()),
    }
  const succeeded = exit.exitCode === 0
  const ending = { server: server.name, how: describeEnd(exit), seconds: exit.seconds, succeeded }
  return { state: 'failed', sentence: () => notReady.endedBeforeReady({ ...ending, output: tail() }) }
}
