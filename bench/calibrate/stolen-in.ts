import type { Sample } from '../../src/model/sample.ts'

/** Cores that the hypervisor took on the average of all counted time; null when no window tells. */
export function stolenIn(samples: readonly Pick<Sample, 'elapsed' | 'stolenCores'>[]): number | null {
  const known = samples.flatMap(({ elapsed, stolenCores }) => (stolenCores === null ? [] : [{ elapsed, stolenCores }]))
  const seconds = known.reduce((sum, { elapsed }) => sum + elapsed, 0)
  return seconds === 0
    ? null
    : known.reduce((sum, { elapsed, stolenCores }) => sum + elapsed * stolenCores, 0) / seconds
}
