import type { Server } from '../model/server.ts'
import type { Transport } from '../model/transport.ts'
import { askUntilReady, type Heard } from './ask-ready.ts'
import { candidatesOf, type Candidate, type Sighting } from './candidates.ts'
import { chooseAddress, type Asked, type Choice } from './choose-address.ts'
import type { Port } from './port.ts'
import type { Program } from './program.ts'
import { mayBeOwn, type LookAtSockets } from './sockets.ts'

/** A program that is to become ready. `settle`: as `LaunchContext` has it. */
export type Starting = {
  /** With the port filled in. */
  readonly server: Server
  readonly program: Program
  readonly port: Port
  readonly transport?: Transport
  readonly look: LookAtSockets
  readonly settle: number
}

/** What is known of a launch when the search ends. */
export type Found = { readonly sighting: Sighting; readonly asked: readonly Asked[] }

/** `look` sees what is there now, and chooses if it can; `isLast`: there will be no other look. */
export type Search = { readonly look: (isLast: boolean) => Choice | null; readonly found: () => Found }

/** Asks every candidate from when it is first seen, until the signal. */
export function openSearch(starting: Starting, signal: AbortSignal): Search {
  const { server, program, port, transport, look, settle } = starting
  const asking = new Map<number, { candidate: Candidate; heard: Heard | null }>()
  let [settled, changed] = [Infinity, performance.now()]
  let found: Found = { sighting: sightingNow(false), asked: [] }

  function sightingNow(now: boolean): Sighting {
    const { pid, output } = program
    return { port, printed: output.addresses(), sockets: look(now), mayBeOwn: (one) => mayBeOwn(one, pid) }
  }

  function ask(candidate: Candidate): Asked {
    const one = asking.get(candidate.port) ?? begin(candidate)
    one.candidate = candidate
    return { ...candidate, heard: one.heard }
  }

  function begin(candidate: Candidate) {
    const one: { candidate: Candidate; heard: Heard | null } = { candidate, heard: null }
    const originsNow = () => one.candidate.origins
    void askUntilReady(originsNow, { ...server.ready, transport }, signal, (heard) => {
      one.heard = heard
      if (heard.state !== 'open') settled = Math.min(settled, performance.now())
    })
    asking.set(candidate.port, one)
    changed = performance.now()
    return one
  }

  function chooseFrom(sighting: Sighting, isLast: boolean): Choice | null {
    found = { sighting, asked: candidatesOf(server, sighting).map(ask) }
    const secondsSince = (moment: number) => (isLast ? Infinity : (performance.now() - moment) / 1000)
    const seconds = { settled: secondsSince(settled), quiet: secondsSince(changed) }
    return chooseAddress(found.asked, { address: server.address, port, settle, seconds })
  }

  function lookNow(isLast: boolean): Choice | null {
    const choice = chooseFrom(sightingNow(isLast), isLast)
    // With the sockets of this moment: another one may be open since they were listed.
    return choice === null || isLast ? choice : chooseFrom(sightingNow(true), isLast)
  }

  return { look: lookNow, found: () => found }
}
