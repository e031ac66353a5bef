import type { HttpProgress } from '../host/http.ts'
import type { Ready } from '../model/ready.ts'
import type { Misfit } from './misfit.ts'
import { saysTaken } from './port.ts'
import { enumerated, excerpt, lastOutput } from '../model/wording.ts'

/** What this room says of a server that does not come to answer right. */
export const notReady = {
  noAddress: ({ server, seconds, port, printed, opened, isBuffered, output }: Nowhere) =>
    [
      `Server "${server}" listens on no port after ${seconds} s: not on ${port}, which it gets as PORT, and on no other.`,
      ...(printed.length > 0
        ? [`It printed ${enumerated(printed)}, but no process of it listens there, so nothing was asked there.`]
        : []),
      ...(opened.length > 0
        ? [
            `Meanwhile another program opened port ${enumerated(opened.map(String))}: if that is the server, as behind \`docker run\`, write \`{port}\` where \`command\` has its port.`,
          ]
        : []),
      ...(isBuffered ? ['Python keeps what it prints until 8 kB have come together: start it with `-u`.'] : []),
      `Let it listen on PORT, or write \`{port}\` in \`command\` or \`env\`; if it needs longer, raise \`ready.within\`.${lastOutput(output)}`,
    ].join(' '),
  noAddressHere: ({ server, seconds, output }: Failing) =>
    `Server "${server}" printed no address of this machine within ${seconds} s, and does not listen on PORT. Make it print http://127.0.0.1:<port> and a line end once it listens, or write \`{port}\` in \`command\` or \`env\`.${lastOutput(output)}`,
  noAddressMatches: ({
    server,
    seconds,
    address,
    addresses,
    output,
  }: Failing & Addresses & { readonly address: string }) =>
    `Server "${server}" has no address that matches \`address\` (${address}) after ${seconds} s. It has ${listAddresses(addresses)}. Correct the pattern, or remove it.${lastOutput(output)}`,
  severalAddresses: ({ server, addresses }: Addresses & { readonly server: string }) =>
    `Server "${server}" answers \`ready\` at ${addresses.length} addresses: ${listAddresses(addresses)}. Say which one is the application's: let that one listen on PORT, or write \`{port}\` where \`command\` or \`env\` has its port, or set \`address\` to a pattern that its line matches, or to 'last'.`,
  neverReady: ({ server, url, seconds, wanted, last, status, speaks, besides, elsewhere, output }: NeverReady) =>
    [
      `Server "${server}" did not answer ${url} with ${statuses(wanted)} within ${seconds} s: at the last try, ${last}.`,
      ...(besides.length > 0
        ? [
            `It listens on ${enumerated(besides)} instead of the \`host\` of its definition: let it listen on HOST, or write \`{host}\` in \`command\` or \`env\` where its address belongs.`,
          ]
        : []),
      ...(elsewhere.length > 0
        ? [
            `It listens on port ${enumerated(elsewhere.map(String))} instead: write \`{port}\` in \`command\` or \`env\` where its port belongs.`,
          ]
        : []),
      ...(speaks === null ? [] : [`If it speaks ${speaks}, say so in its definition, with \`${FIELD[speaks]}\`.`]),
      `${adviceFor(status)}${lastOutput(output)}`,
    ].join(' '),
  redirected: ({ server, url, status, location, output }: Refused & { readonly location: string }) =>
    `Server "${server}" answers ${url} with status ${status}, a redirect to ${location}. ${adviceForRedirect(url, status, location)}${lastOutput(output)}`,
  refused: ({ server, url, status, output }: Refused) =>
    `Server "${server}" answers ${url} with status ${status} again and again. ${adviceFor(status)}${lastOutput(output)}`,
  misfit: ({ server, origin, misfit, code }: Misfit & { readonly server: string; readonly origin: string }) =>
    misfit === 'no-http2'
      ? `Server "${server}" does not speak HTTP/2 at ${origin}. Remove \`http2\` from its definition, or let it speak it: with \`tls\`, it must choose \`h2\` by ALPN; without, it is asked at once, with prior knowledge.`
      : misfit === 'certificate'
        ? `Server "${server}" shows a certificate at ${origin} that does not fit (${code}). Let \`tls.ca\` name the PEM file that it is checked by, and \`tls.name\` the name that it is for, or write \`tls: { insecure: true }\` to check nothing.`
        : `Server "${server}" does not speak https at ${origin} (${code}). Remove \`tls\` from its definition, or let it listen with TLS.`,
  nothingAnswered: 'nothing answered',
  noAnswerCame: 'no answer came',
  unfinished: ({ bytes, headers: { 'content-length': length } }: HttpProgress) =>
    `an answer began and did not end: ${length === undefined ? bytes : `${bytes} of ${length}`} bytes of its body came`,
  unreadable: ({ code, reason }: { readonly code: string; readonly reason: string }) =>
    `its answer could not be read as HTTP/1.1 (${code}: ${reason})`,
  connectionFailed: ({ problem }: { readonly problem: string }) => `the connection failed (${problem})`,
  wrongStatus: ({ status }: { readonly status: number }) => `it answered with status ${status}`,
  endedBeforeReady: ({
    server,
    how,
    seconds,
    succeeded,
    output,
  }: {
    readonly server: string
    readonly how: string
    readonly seconds: number
    /** Its exit code was 0, as that of a command is which puts a server into the background. */
    readonly succeeded: boolean
    readonly output: string
  }) =>
    `Server "${server}" ${how} after ${seconds.toFixed(1)} s, before it had answered. Run its command by hand to see why; it must stay in the foreground.${succeeded ? " If it puts the server into the background, keep it going: `['sh', '-c', '… && exec sleep 86400']`." : ''}${saysTaken(output) ? portIsTaken : ''}${lastOutput(output)}`,
  notRunning: ({ server, url, seconds, last }: NotRunning) =>
    `Server "${server}" already runs, says its \`url\`, but ${url} was not answered with the status that \`ready\` wants within ${seconds} s: at the last try, ${last}. Start it, correct \`url\` or \`ready\`, or give a \`command\` so that the gate starts it.`,
} as const

type NotRunning = {
  readonly server: string
  readonly url: string
  readonly seconds: number
  readonly last: string
}

type Failing = { readonly server: string; readonly seconds: number; readonly output: string }

type Addresses = { readonly addresses: readonly { readonly origin: string; readonly line: string | null }[] }

/** `printed`: addresses that are another program's. `opened`: ports that others opened meanwhile. */
type Nowhere = Failing & {
  readonly port: number
  readonly printed: readonly string[]
  readonly opened: readonly number[]
  readonly isBuffered: boolean
}

/** `status` is that of the last answer, null when there was none; `speaks`: what it may speak in place of what it was asked in; `elsewhere` are the ports on which it listens. */
type NeverReady = Failing & {
  readonly url: string
  readonly wanted: Ready['status']
  readonly last: string
  readonly status: number | null
  readonly speaks: keyof typeof FIELD | null
  /** Addresses at which it listens on the right port. */
  readonly besides: readonly string[]
  readonly elsewhere: readonly number[]
}

/** Of a definition. */
const FIELD = { https: 'tls', 'HTTP/2': 'http2: true' } as const

type Refused = { readonly server: string; readonly url: string; readonly status: number; readonly output: string }

const portIsTaken =
  ' The port that it wants is taken, perhaps by another server of this run or by the other side of LOADGATE_AGAINST: let it listen on PORT, or write `{port}` in `command` or `env`, and every launch gets a free one.'

function listAddresses(addresses: Addresses['addresses']): string {
  return enumerated(addresses.map(({ origin, line }) => `${origin} (${line === null ? 'not printed' : excerpt(line)})`))
}

function statuses(wanted: Ready['status']): string {
  return wanted === undefined ? 'a status from 200 to 299' : `status ${[wanted].flat().join(' or ')}`
}

function adviceFor(status: number | null): string {
  if (status === 401 || status === 403)
    return `Give \`ready\` the \`headers\` that it needs, or a path that needs none, or \`status: ${status}\` if that shows that the server is up.`
  if (status === 404)
    return 'Let `ready` be a path that the server has; if it needs longer to have it, raise `ready.within`.'
  return 'Correct the server or `ready`, or raise `ready.within`.'
}

/** A path of the same server may be asked instead. */
function adviceForRedirect(url: string, status: number, location: string): string {
  const isElsewhere = location.startsWith('//') || !location.startsWith('/') || new URL(url).pathname === location
  const instead = isElsewhere ? 'a path that answers by itself' : location
  return `Let \`ready\` be ${instead}, or give it \`status: ${status}\` if the redirect shows that the server is up.`
}
