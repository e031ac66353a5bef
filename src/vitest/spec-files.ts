import type { Question } from '../gate/gate.ts'
import type { Scenario } from '../model/scenario.ts'

/** How far a run's spec files are. Vitest tells the reporter, and the progress line wants to know. Times in seconds. */
export type SpecFiles = {
  /** How much of the run each is (`sharesOf`), by name. */
  readonly planned: ReadonlyMap<string, number>
  readonly ended: ReadonlySet<string>
  /** None before the first one starts, and between two; several where they are counted at once. */
  readonly running: ReadonlySet<string>
  /** Those that were begun, by title. */
  readonly scenarios: ReadonlyMap<string, Begun>
  readonly startedAt: number
}

/** How many servers a scenario has, and how many those have that its file declares after it. */
type Begun = { readonly servers: number; readonly following: number; readonly startedAt: number }

const KEY = Symbol.for('loadgate.spec-files')

const NONE: SpecFiles = { planned: new Map(), ended: new Set(), running: new Set(), scenarios: new Map(), startedAt: 0 }

/** Setup and reporter do not share a module's variables: see `shareGate`. */
const shared = globalThis as { [KEY]?: SpecFiles }

/** None before a run starts. */
export function specFiles(): SpecFiles {
  return shared[KEY] ?? NONE
}

export function planSpecFiles(planned: ReadonlyMap<string, number>, now: number): void {
  shared[KEY] = { ...NONE, planned, startedAt: now }
}

export function startSpecFile(file: string): void {
  const files = specFiles()
  shared[KEY] = { ...files, running: new Set([...files.running, file]) }
}

export function endSpecFile(file: string): void {
  const files = specFiles()
  const running = new Set([...files.running].filter((one) => one !== file))
  shared[KEY] = { ...files, ended: new Set([...files.ended, file]), running }
}

export function startScenario({ scenario, following = 0 }: Question & { readonly kind: 'measure' }, now: number): void {
  const files = specFiles()
  // The gate checks it afterwards.
  const { title, servers } = scenario as Pick<Scenario, 'title' | 'servers'>
  const begun = { servers: servers.length, following, startedAt: now }
  shared[KEY] = { ...files, scenarios: new Map([...files.scenarios, [title, begun]]) }
}

/** The shares of the spec files after those that run. */
export function filesAfter({ planned, ended, running }: SpecFiles): readonly number[] {
  return [...planned].flatMap(([file, size]) => (ended.has(file) || running.has(file) ? [] : [size]))
}

/** How much of the whole run is done, as a share, when all that is left takes `left`. Null before a run starts, and while nobody knows. */
export function shareDone({ planned, startedAt }: SpecFiles, left: number, now: number): number | null {
  return planned.size > 0 && left > 0 ? (now - startedAt) / (now - startedAt + left) : null
}

/**
 * Estimates the seconds until the whole run ends, when the scenario under way needs `left` more. Those that its file has yet to begin
 * are taken to last as long per server. What later files declare is not known until they run. They are taken to last as long as the files up
 * to here, by their shares.
 */
export function leftInAll(files: SpecFiles, scenario: string, left: number, now: number): number {
  const after = sum(filesAfter(files))
  const known = sum([...files.planned.values()]) - after
  const inFile = left + leftFollowing(files, scenario, left, now)
  return known > 0 ? inFile + (after / known) * (now - files.startedAt + inFile) : inFile
}

function leftFollowing(files: SpecFiles, scenario: string, left: number, now: number): number {
  const since = begunSince(files, scenario)
  const servers = sum(since.map((begun) => begun.servers))
  const startedAt = Math.min(...since.map((begun) => begun.startedAt))
  return servers === 0 ? 0 : (serversAfter(since) / servers) * (now - startedAt + left)
}

/** A scenario and those that began after it, because a test may have one measured on while others are. */
function begunSince({ scenarios }: SpecFiles, scenario: string): readonly Begun[] {
  const own = scenarios.get(scenario)
  return own === undefined ? [] : [...scenarios.values()].filter(({ startedAt }) => startedAt >= own.startedAt)
}

/** How many servers are yet to come after these, of which the last has the fewest after it. */
function serversAfter(begun: readonly Begun[]): number {
  return begun.length === 0 ? 0 : Math.min(...begun.map((one) => one.following))
}

/** Whether more is to come than the scenario under way. */
export function isMoreAfter(files: SpecFiles, scenario: string): boolean {
  return filesAfter(files).length > 0 || serversAfter(begunSince(files, scenario)) > 0
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
