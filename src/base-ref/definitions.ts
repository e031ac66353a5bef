import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { z } from 'zod'
import { run, type Care } from '../host/child.ts'
import { lastLines } from '../host/last-lines.ts'
import { toolEnvironment, mappedVariables } from '../host/environment.ts'
import { programBeside } from '../host/own-package.ts'
import { LoadgateError, problemsIn } from '../model/error.ts'
import { issueText } from '../model/issue-text.ts'
import { serverSchema, type Server } from '../model/server.ts'
import type { BuildStep } from '../model/step.ts'
import { messages } from './messages.ts'
import { baseRoot, headRoot, inBase, inBaseIfExists, type Checkouts } from './sides.ts'

/** Where a vitest configuration is: `config` where it is not found by its usual name, `env` beside what a tool gets. */
export type ConfigPlace = {
  readonly cwd: string
  readonly config?: string | undefined
  readonly env?: Readonly<Record<string, string>>
}

/** What each project of loadgate() was given, as whichever version of loadgate filled it in; or how the loader ended without saying so. */
export type Gates =
  | { readonly gates: readonly Readonly<Record<string, unknown>>[] }
  | { readonly how: string; readonly output: string }

/** Only this is used; other versions of loadgate may send other fields beside it. */
const message = z.looseObject({ gates: z.array(z.looseObject({})) })

/** Vitest sets these, and configurations check them. */
const AS_VITEST_SETS = { VITEST: 'true', TEST: 'true', NODE_ENV: 'test' }

/** With which a configuration is loaded: what a tool gets in its folder, what the place adds, and what Vitest sets. */
export function vitestEnvironment({ cwd, env = {} }: ConfigPlace): Record<string, string> {
  return { ...toolEnvironment(cwd), ...env, ...AS_VITEST_SETS }
}

/** Loads a vitest configuration in a process of its own, with the Vitest of its folder. Throws only the reason of the signal. */
export async function loadGates(place: ConfigPlace, care: Care): Promise<Gates> {
  const { cwd, config } = place
  const args = [programBeside(import.meta.url, 'definitions-process'), ...(config === undefined ? [] : [config])]
  const ended = await run({ program: process.execPath, args, cwd, env: vitestEnvironment(place), ipc: true }, care)
  const heard = message.safeParse(ended.messages.at(-1))
  return heard.success ? { gates: heard.data.gates } : { how: ended.how, output: lastLines(ended.output) }
}

export type ReadOptions = {
  readonly ref: string
  /** The name of head's gate, where there may be several. */
  readonly name?: string | undefined
  readonly checkouts: Checkouts
  /** Head's vitest configuration, where it is not found by its usual name, and the folder in which Vitest loads it, unless it is the gate's. */
  readonly config?: string | undefined
  readonly loadedIn?: string | undefined
  readonly care: Care
}

/**
 * The servers that the base's own vitest configuration defines, with their paths moved to the base. It is loaded in a process of its own, as
 * the base's gate would load it. Throws LoadgateError when that fails, and when there is no gate in it.
 */
export async function readServers({
  ref,
  name,
  checkouts,
  config,
  loadedIn,
  care,
}: ReadOptions): Promise<readonly Server[]> {
  const cwd = counterpartOf(checkouts, loadedIn ?? headRoot(checkouts))
  const env = variablesInBase(checkouts, toolEnvironment(cwd))
  const loaded = await loadGates({ cwd, env, config: configInBase(checkouts, config) }, care)
  if ('how' in loaded) throw new LoadgateError('base-not-loaded', messages.baseNotLoaded({ ref, ...loaded }))
  const here = loaded.gates.filter(({ root }) => root === undefined || root === baseRoot(checkouts))
  const gate = here.find((one) => one['name'] === name) ?? here[0] ?? loaded.gates[0]
  if (gate === undefined) throw new LoadgateError('no-gate-in-base', messages.noGateInBase({ ref }))
  return checkedServers(ref, gate['servers']).map((server) => moveToBase(checkouts, server, process.env))
}

/** Definitions that another version of loadgate accepted and filled in. Throws LoadgateError with what this version does not know. */
function checkedServers(ref: string, servers: unknown): readonly Server[] {
  const value = { servers: Array.isArray(servers) ? servers.map(inToday) : servers }
  const checked = z.object({ servers: z.array(serverSchema) }).safeParse(value, { error: issueText })
  if (checked.success) return checked.data.servers
  const problems = problemsIn(checked.error)
  throw new LoadgateError('base-of-other-version', messages.baseOfOtherVersion({ ref, problems }))
}

/** Up to version 0.1 the seconds for `ready` stood beside it. */
const older = z.looseObject({ ready: z.string(), readyWithin: z.number() })

function inToday(server: unknown): unknown {
  const read = older.safeParse(server)
  if (!read.success) return server
  const { ready: path, readyWithin: within, ...rest } = read.data
  return { ...rest, ready: { path, within } }
}

/** The server as it runs in the base: paths into head, in its definition or in the environment, lead into the base. */
export function moveToBase(checkouts: Checkouts, server: Server, env: NodeJS.ProcessEnv): Server {
  const toBase = (path: string) => inBaseIfExists(checkouts, path)
  return {
    ...server,
    command: server.command.map(toBase),
    // It belongs to what is asked, as the specs do, which are head's.
    ...(server.prepare === undefined ? {} : { prepare: inBaseIfExists({ ...checkouts, added: [] }, server.prepare) }),
    cwd: inBase(checkouts, resolve(baseRoot(checkouts), server.cwd ?? '.')),
    env: { ...variablesInBase(checkouts, env), ...server.env, ...variablesInBase(checkouts, server.env) },
    build: server.build.map((step) => stepInBase(checkouts, step)),
    before: server.before.map((step) => stepInBase(checkouts, step)),
    after: server.after.map((step) => stepInBase(checkouts, step)),
  }
}

function stepInBase<Step extends BuildStep>(checkouts: Checkouts, step: Step): Step {
  const { command, cwd, env } = step
  return {
    ...step,
    command: command.map((path) => inBaseIfExists(checkouts, path)),
    env: { ...env, ...variablesInBase(checkouts, env) },
    ...(cwd === undefined ? {} : { cwd: inBase(checkouts, resolve(baseRoot(checkouts), cwd)) }),
  }
}

/** PATH leads into head's node_modules, and other variables may lead into head, too. */
export function variablesInBase(checkouts: Checkouts, env: NodeJS.ProcessEnv): Record<string, string> {
  return mappedVariables(env, (path) => inBaseIfExists(checkouts, path))
}

export function configInBase(checkouts: Checkouts, config: string | undefined): string | undefined {
  if (config === undefined) return undefined
  const counterpart = counterpartOf(checkouts, config)
  return existsSync(counterpart) ? counterpart : undefined
}

/** In the base, of a path that lies in head, perhaps beside the project. */
export function counterpartOf(checkouts: Checkouts, path: string): string {
  return resolve(baseRoot(checkouts), relative(headRoot(checkouts), path))
}
