/** How far a run's spec files are. Vitest tells the reporter, and the progress line wants to know. Times in seconds. */
export type SpecFiles = {
  /** Their sizes in bytes, by name. */
  readonly planned: ReadonlyMap<string, number>
  readonly ended: ReadonlySet<string>
  /** None before the first one starts, and between two; several where they are counted at once. */
  readonly running: ReadonlySet<string>
  readonly startedAt: number
}

const KEY = Symbol.for('loadgate.spec-files')

const NONE: SpecFiles = { planned: new Map(), ended: new Set(), running: new Set(), startedAt: 0 }

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

/** Sizes of the spec files after those that run. */
export function filesAfter({ planned, ended, running }: SpecFiles): readonly number[] {
  return [...planned].flatMap(([file, size]) => (ended.has(file) || running.has(file) ? [] : [size]))
}

/** How much of the whole run is done, as a share, when all that is left takes `left`. Null before a run starts, and while nobody knows. */
export function shareDone({ planned, startedAt }: SpecFiles, left: number, now: number): number | null {
  return planned.size > 0 && left > 0 ? (now - startedAt) / (now - startedAt + left) : null
}

/**
 * Estimates the seconds until the whole run ends, when what runs now needs `left` more. What the files after it declare is not known
 * until they run. They are taken to last as long, per byte, as the files up to here: a long file has many scenarios, and Vitest starts with
 * it.
 */
export function leftInAll(files: SpecFiles, left: number, now: number): number {
  const after = sum(filesAfter(files))
  const known = sum([...files.planned.values()]) - after
  return known > 0 ? left + (after / known) * (now - files.startedAt + left) : left
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
