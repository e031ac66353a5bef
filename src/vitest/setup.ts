import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openBase, type Base, type OpenBase } from '../base-ref/base.ts'
import { sidesOf } from '../base-ref/sides.ts'
import { LoadgateError } from '../model/error.ts'
import { messages as baseRefMessages } from '../base-ref/messages.ts'
import { messages } from './messages.ts'
import { openDrivers } from '../load/drivers.ts'
import { takeLock } from '../host/lock.ts'
import type { Gate } from '../options/gate.ts'
import { openFleet, type FleetOptions } from '../server/fleet.ts'
import { provision, type Skipped } from '../server/provision.ts'
import { startWatchdog } from '../host/watchdog.ts'
import { readSettings } from '../options/settings.ts'
import { answering, type OtherSide } from '../gate/answering.ts'
import { closers, type Closers } from '../gate/closers.ts'
import { openEndpoint } from './endpoint.ts'
import { showProgress } from './progress.ts'
import './provided.ts'

/** Seconds to wait for another gate on this machine. */
const LOCK_PATIENCE = 600

/**
 * Vitest's global setup, in the main process, the owner of processes, load and clock. Opens the fleet, and answers the
 * specs' worker with measurements until the run is over. Whatever was opened is closed again, also when opening fails.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const opened = closers()
  try {
    await open(project, opened)
  } catch (error) {
    await opened.close()
    throw error
  }
  return opened.close
}

async function open(project: TestProject, opened: Closers): Promise<void> {
  const gate = project.config.provide.loadgateOptions
  if (!gate) throw new LoadgateError('no-project', messages.noProject)
  const known = gate.servers.map((server) => server.name)
  const settings = readSettings(process.env, known)
  const chosen = settings.servers ?? known
  const { updateSnapshot } = project.globalConfig.snapshotOptions
  const update = updateSnapshot === 'all'
  if (update && settings.against !== null)
    throw new LoadgateError('against-while-updating', messages.againstWhileUpdating)
  checkFolders(gate, update)

  opened.add((await takeLock(LOCK_PATIENCE, sayWaiting)).release)
  const watchdog = startWatchdog()
  opened.add(watchdog.close)
  const closing = new AbortController()
  const giveUp = () => closing.abort()
  opened.add(giveUp)
  const base =
    settings.against === null ? null : await baseOf(gate, settings.against, { watchdog, signal: closing.signal })
  if (base) opened.add(base.remove)
  const { skipped, ...entrants } = await provisioned(entrantsOf(gate, chosen, base), gate, {
    watchdog,
    signal: closing.signal,
  })
  if (settings.requireAll && skipped.length > 0)
    throw new LoadgateError('required-all', messages.requiredAll({ skipped }))
  const fleet = await openFleet({ ...entrants, watchdog, signal: closing.signal })
  opened.add(fleet.close)
  const drivers = openDrivers(watchdog.watch)
  opened.add(drivers.close)
  // Once more, for what was opened last is closed first, and measuring must end before its drivers and its servers do.
  opened.add(giveUp)
  const progress = showProgress(process.stderr)
  opened.add(progress.clear)
  const endpoint = await openEndpoint(
    answering({
      gate,
      settings,
      fleet,
      drivers,
      update,
      mustHaveBaseline: updateSnapshot === 'none',
      other: base && otherSide(gate, base),
      signal: closing.signal,
      progress,
    }),
  )
  opened.add(endpoint.close)
  const { url, token } = endpoint
  const here = chosen.filter((name) => !skipped.some(({ server }) => server === name))
  project.provide('loadgate', { url, token, known, chosen: here, skipped, update, unsure: settings.unsure })
}

function baseOf({ scratch }: Gate, ref: string, care: Pick<OpenBase, 'watchdog' | 'signal'>): Promise<Base> {
  return openBase({ ref, root: process.cwd(), scratch, onProgress: say, ...care })
}

/** Against a baseline the references take part, against a base its servers. */
function entrantsOf({ servers, references }: Gate, chosen: readonly string[], base: Base | null): Entrants {
  const wanted = servers.filter(({ name }) => chosen.includes(name))
  if (!base) return { servers: wanted, references }
  const { both } = sidesOf(wanted, base.servers)
  return { servers: both.map(({ head }) => head), references: [], base: both.map((pair) => pair.base) }
}

type Entrants = Pick<FleetOptions, 'servers' | 'references' | 'base'>

function say(step: string): void {
  process.stderr.write(`${step}\n`)
}

/** What a side lacks is missing on both: nobody is measured alone in an A/B run. */
async function provisioned(
  entrants: Entrants,
  { scratch }: Gate,
  care: Pick<OpenBase, 'watchdog' | 'signal'>,
): Promise<Entrants & { skipped: readonly Skipped[] }> {
  const venvs = join(scratch, 'python')
  const head = await provision(entrants.servers, venvs, care, say)
  const base = await provision(entrants.base ?? [], venvs, care, say)
  const skipped = [
    ...head.skipped,
    ...base.skipped.filter(({ server }) => !head.skipped.some((one) => one.server === server)),
  ]
  const here = ({ name }: { name: string }) => !skipped.some(({ server }) => server === name)
  return {
    ...entrants,
    servers: head.servers.filter(here),
    ...(entrants.base ? { base: base.servers.filter(here) } : {}),
    skipped,
  }
}

function otherSide({ servers }: Gate, { ref, commit, dirty, head, servers: theirs }: Base): OtherSide {
  const { isNew, gone } = sidesOf(servers, theirs)
  return { refs: { ref, base: { commit, dirty }, head, gone: [...gone] }, isNew }
}

function sayWaiting(pid: number, folder: string): void {
  process.stderr.write(`${messages.waitingForAnotherGate({ pid, folder })}\n`)
}

/** Opens what will be written before anything is measured: a typo then costs a moment and not the whole run. */
function checkFolders({ scratch, baselines }: Gate, update: boolean): void {
  for (const folder of update ? [scratch, baselines] : [scratch]) {
    const probe = join(folder, `.write-probe-${process.pid}`)
    try {
      mkdirSync(folder, { recursive: true })
      writeFileSync(probe, '')
      rmSync(probe)
    } catch (cause) {
      throw new LoadgateError(
        'not-writable',
        baseRefMessages.notWritable({ folder, problem: (cause as Error).message }),
        { cause },
      )
    }
  }
}
