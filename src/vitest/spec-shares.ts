import { statSync } from 'node:fs'

/** What Vitest knows of a file's last complete run; nothing where it never ran, and before Vitest 5. */
type LastRun = { readonly failed: boolean; readonly duration: number }

/**
 * How much of a run each spec file is, in a unit of no meaning: as long as it took last time, where all of them passed; else by the bytes of
 * its source, because a long file has many scenarios.
 */
export function sharesOf<File extends { readonly moduleId: string }>(
  files: readonly File[],
  lastRunOf: (file: File) => LastRun | undefined,
): readonly number[] {
  const durations = files.flatMap((file) => durationOf(lastRunOf(file)) ?? [])
  return durations.length === files.length ? durations : files.map(sizeOf)
}

/** Of a run that failed it may be the moment in which it did. */
function durationOf(lastRun: LastRun | undefined): number | null {
  return lastRun && !lastRun.failed ? lastRun.duration : null
}

/** 0 for one that is gone, which Vitest tells. */
function sizeOf({ moduleId }: { readonly moduleId: string }): number {
  return statSync(moduleId, { throwIfNoEntry: false })?.size ?? 0
}
