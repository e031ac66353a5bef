import type { ProfiledServer } from '../count/profile-server.ts'
import { compareStacks, type Difference } from '../where/compare.ts'
import { withoutChance } from '../where/samples.ts'
import type { Stack } from '../where/stacks.ts'
import { messages } from './messages.ts'

/** Which functions are to be named, and what one should know about their names. `before` is null without another side. Pure. */
export function nameFunctions(
  before: ProfiledServer | null,
  now: ProfiledServer,
): Difference & { readonly notes: readonly string[] } {
  const sides = before === null ? [now] : [before, now]
  const isNameless = sides.some(({ notSampled }) => notSampled !== null)
  const [old, today] = [before && stacksOf(before, isNameless), stacksOf(now, isNameless)]
  const difference = compareStacks(old, today, messages.runtime(now))
  const samples = { before: before?.samples ?? null, now: now.samples }
  const isSampled = !isNameless && samples.before !== null && samples.now !== null
  const functions = isSampled
    ? withoutChance(difference.functions, difference.total, { before: samples.before!, now: samples.now! })
    : difference.functions
  return { ...difference, functions, notes: notesOf(sides) }
}

/** Where one side has no names, neither has: its functions would all be new, or gone. */
function stacksOf({ stacks, total }: ProfiledServer, isNameless: boolean): Stack {
  return isNameless ? { ...stacks, own: total, callees: new Map() } : stacks
}

function notesOf(sides: readonly ProfiledServer[]): readonly string[] {
  const reason = sides.find(({ notSampled }) => notSampled !== null)?.notSampled
  if (reason != null) return [messages.namelessFunctions({ reason })]
  const samples = sides.flatMap((side) => side.samples ?? [])
  if (samples.length > 0) return [messages.sampledFunctions({ samples: Math.min(...samples) })]
  const share = Math.max(...sides.map(({ naming, total }) => naming / total))
  return share > 0 ? [messages.namingTakenOff({ share })] : []
}
