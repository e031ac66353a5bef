/** How far a run's spec files are. Vitest tells the reporter, and the progress line wants to know. Times in seconds. */
export type SpecFiles = {
  readonly planned: number
  readonly ended: number
  readonly startedAt: number
  /** When the last one ended. */
  readonly endedAt: number
}

const KEY = Symbol.for('loadgate.spec-files')

/** Setup and reporter do not share a module's variables: see `shareGate`. */
const shared = globalThis as { [KEY]?: SpecFiles }

/** None before a run starts. */
export function specFiles(): SpecFiles {
  return shared[KEY] ?? { planned: 0, ended: 0, startedAt: 0, endedAt: 0 }
}

export function planSpecFiles(planned: number, now: number): void {
  shared[KEY] = { planned, ended: 0, startedAt: now, endedAt: now }
}

export function endSpecFile(now: number): void {
  const files = specFiles()
  shared[KEY] = { ...files, ended: files.ended + 1, endedAt: now }
}

/** Spec files after the one that runs. */
export function filesAfter({ planned, ended }: SpecFiles): number {
  return Math.max(0, planned - ended - 1)
}

/** How much of the whole run is done, as a share, when all that is left takes `left`. Null before a run starts, and while nobody knows. */
export function shareDone({ planned, startedAt }: SpecFiles, left: number, now: number): number | null {
  return planned > 0 && left > 0 ? (now - startedAt) / (now - startedAt + left) : null
}

/**
 * Estimates the seconds until the whole run ends, when the file that runs needs `left` more. The files after it are taken to
 * last as long as those that have ended, or while there is none, as long as this one.
 */
export function leftInAll(files: SpecFiles, left: number, now: number): number {
  const { ended, startedAt, endedAt } = files
  const each = ended > 0 ? (endedAt - startedAt) / ended : now - startedAt + left
  return left + filesAfter(files) * each
}
