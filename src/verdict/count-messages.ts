import { formatShare } from '../model/units.ts'

/** What this room says of counted instructions. */
export const ofCounts = {
  noCountedBaseline: 'no counted baseline to compare with; a run at your desk records one when it passes',
  notCounted: ({ reason }: { readonly reason: string }) => `not counted: ${reason}`,
  otherRuntime: ({ recorded, today }: Differing) =>
    `the baseline was counted with ${recorded}, and this is ${today}: instructions of another runtime are not compared. Record them again with \`npm run baseline:update\`; LOADGATE_AGAINST counts both sides with the same one.`,
  otherArchitecture: ({ recorded, today }: Differing) =>
    `the baseline was counted on ${recorded}, and this is ${today}: instructions of another architecture are not compared. LOADGATE_AGAINST counts both sides here.`,
  otherMethod: ({ recorded, today }: { readonly recorded: number; readonly today: number }) =>
    `the baseline was counted by method ${recorded}, and this loadgate counts by method ${today}: record it again with \`npm run baseline:update\``,
  widened: ({ differs, margin }: Moved) =>
    `counted with ${others(differs)} than the baseline, so the interval is wider by ${formatShare(margin)}`,
  tooWide: ({ differs, margin, tolerance }: Moved & { readonly tolerance: number }) =>
    `counted with ${others(differs)} than the baseline, which may move it by ${formatShare(margin)}, so whether it stays within ${formatShare(tolerance)} cannot be told. Record it again on this system with \`npm run baseline:update\`, or allow more; LOADGATE_AGAINST counts both sides here.`,
  tooFewCounts: ({ launches }: { readonly launches: number }) =>
    `${launches} counted ${launches === 1 ? 'launch is' : 'launches are'} too few to decide`,
  countsDiffer: ({ launches, spread, detectable }: CountsDiffer) =>
    `its launches differ by ${roughly(spread)}, so ${launches} of them ${detectable === null ? 'show nothing' : `show changes from ${formatShare(detectable)} on: allow that much, or find what varies from launch to launch`}`,
  countsNotConfirmed: ({ launches }: { readonly launches: number }) =>
    `it looked regressed, and the last of the ${launches} counted launches did not confirm it or are missing`,
  countsTooNear: ({ launches, spread }: { readonly launches: number; readonly spread: number }) =>
    `its launches differ by ${roughly(spread)}, and ${launches} of them lie too near to the limit to tell; leave it some room`,
  countsTooClose: 'the counted launches of both are not enough to tell; leave the claim a margin',
} as const

type Differing = { readonly recorded: string; readonly today: string }

type Moved = { readonly differs: readonly string[]; readonly margin: number }

type CountsDiffer = { readonly launches: number; readonly spread: number; readonly detectable: number | null }

/** A standard deviation of a few launches is worth one digit. */
function roughly(spread: number): string {
  return formatShare(Number(spread.toPrecision(1)))
}

function others(differs: readonly string[]): string {
  return `another ${differs.join(' and another ')}`
}
