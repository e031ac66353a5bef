import { basename } from 'node:path'
import type { Server } from '../model/server.ts'
import { isAnswer, isReached } from './ask-ready.ts'
import { candidatesOf, type Candidate } from './candidates.ts'
import type { Asked } from './choose-address.ts'
import { notReady } from './ready-messages.ts'
import type { Found, Starting } from './search.ts'

/** Why a program that still runs is not ready when time is up. `output` is the end of what it printed. */
export function whyNotReady(starting: Starting, found: Found, output: string): string {
  const { port } = starting
  const own = found.sighting.sockets?.own ?? []
  // Perhaps at another address than that of its `host`.
  const listensOn = (one: Asked) => own.some((socket) => socket.port === one.port)
  const isThere = (one: Asked) =>
    port.isSure || one.port !== port.number || listensOn(one) || (one.heard !== null && isReached(one.heard))
  const one = found.asked.find(hasAnswered) ?? found.asked.find(isThere)
  return one === undefined ? whyNowhere(starting, found, output) : whyNotRight(starting, found, one, output)
}

/** It answered something. */
export function hasAnswered({ heard }: Asked): boolean {
  return heard !== null && isAnswer(heard)
}

function whyNotRight({ server, port }: Starting, { sighting }: Found, one: Asked, output: string): string {
  const { heard, origins } = one
  const sockets = sighting.sockets?.own ?? []
  const own = sockets.map((socket) => socket.port)
  const isUnheard = server.host !== undefined && !hasAnswered(one)
  return notReady.neverReady({
    server: server.name,
    seconds: server.ready.within,
    url: (heard?.origin ?? origins[0] ?? '') + server.ready.path,
    wanted: server.ready.status,
    last: heard?.state === 'open' ? heard.said : notReady.nothingAnswered,
    status:
      heard === null || heard.state === 'right'
        ? null
        : heard.wrong && 'status' in heard.wrong
          ? heard.wrong.status
          : null,
    speaks: heard !== null && 'speaks' in heard ? heard.speaks : null,
    besides: isUnheard ? sockets.filter((socket) => socket.port === one.port).map(({ address }) => address) : [],
    elsewhere: port.isSure && !hasAnswered(one) ? own.filter((number) => number !== one.port) : [],
    output,
  })
}

function whyNowhere({ server, port }: Starting, { sighting }: Found, output: string): string {
  const failing = { server: server.name, seconds: server.ready.within, output }
  const { sockets, printed } = sighting
  const elsewhere = candidatesOf({}, sighting).filter((one) => one.port !== port.number)
  if (server.address !== undefined && elsewhere.length > 0)
    return notReady.noAddressMatches({ ...failing, address: server.address, addresses: elsewhere.map(describe) })
  if (sockets === null) return notReady.noAddressHere(failing)
  return notReady.noAddress({
    ...failing,
    port: port.number,
    printed: [...new Set(printed.map((one) => `http://${one.host}:${one.port}`))],
    opened: [...new Set(sockets.others.map((socket) => socket.port))].filter(sighting.mayBeOwn),
    isBuffered: output === '' && isBuffered(server),
  })
}

function describe({ origins, line }: Candidate) {
  return { origin: origins[0] ?? '', line }
}

/** A Python that does not heed PYTHONUNBUFFERED, or is told not to. */
function isBuffered({ command: [program = '', ...args], env }: Server): boolean {
  if (!/^python[\d.]*$/.test(basename(program)) || args.some((arg) => /^-\w*u/.test(arg))) return false
  return env['PYTHONUNBUFFERED'] === '' || args.some((arg) => /^-\w*[EI]/.test(arg))
}
