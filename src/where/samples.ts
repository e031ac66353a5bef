import type { Where, WhereFunction } from '../model/where.ts'
import { pythonFrame, type Frame, type Sources } from './frame.ts'
import type { Stack } from './stacks.ts'

/** Chains of calls by how often they were met: `own` is a share of `usual` instructions per request, and nobody knows how often anything was called. */
export type Sampled = { readonly stacks: Stack; readonly samples: number }

/**
 * Reads what py-spy writes as `raw`: a line per chain, `outer (/app/a.py:1);inner (/app/b.py:7) 12`, with the first line of each
 * function and the number of samples. What is no function, such as the process, is left out.
 */
export function readSamples(text: string, usual: number, sources: Sources): Sampled {
  const chains = text.split('\n').flatMap((line) => chainIn(line, sources))
  const samples = chains.reduce((sum, one) => sum + one.samples, 0)
  const all = emptyStack(null)
  for (const { frames, samples: met } of chains) innermost(all, frames).own += (usual * met) / samples
  return { stacks: all, samples }
}

type Chain = { readonly frames: readonly Frame[]; readonly samples: number }

function chainIn(line: string, sources: Sources): readonly Chain[] {
  const [, chain, samples] = /^(.*) (\d+)$/.exec(line) ?? []
  if (chain === undefined || Number(samples) === 0) return []
  return [{ frames: chain.split(';').flatMap((one) => frameIn(one, sources)), samples: Number(samples) }]
}

function frameIn(text: string, sources: Sources): readonly Frame[] {
  const [, name, path, line] = /^(.*?) \((.*):(\d+)\)$/.exec(text) ?? []
  if (name === undefined || path === undefined) return []
  const frame = pythonFrame(name, path, sources)
  return [{ ...frame, line: frame.line ?? Number(line) }]
}

/** A function that calls itself stands in the chain once. */
function innermost(outermost: Stack, frames: readonly Frame[]): Stack {
  return frames.reduce((stack, frame) => {
    if (stack.frame?.key === frame.key) return stack
    const next = stack.callees.get(frame.key) ?? emptyStack(frame)
    stack.callees.set(frame.key, next)
    return next
  }, outermost)
}

function emptyStack(frame: Frame | null): Stack {
  return { frame, own: 0, calls: 0, entries: 0, callees: new Map() }
}

/** Of how many samples the values of each side are shares. */
export type SampleCounts = { readonly before: number; readonly now: number }

/** Standard errors that a difference must have: there are hundreds of functions, and one of them would be beyond two by chance. */
const CERTAIN = 3

/** Leaves a change out that may be the chance of sampling, whose error is that of a binomial share. It is left unexplained then. */
export function withoutChance(
  functions: readonly WhereFunction[],
  { before: wasTotal, now: isTotal }: Where['total'],
  samples: SampleCounts,
): WhereFunction[] {
  return functions.map((one) => {
    const before = errorOf(one.own.before ?? 0, wasTotal ?? 0, samples.before)
    const now = errorOf(one.own.now ?? 0, isTotal ?? 0, samples.now)
    const isCertain = Math.abs(one.change ?? 0) > CERTAIN * Math.hypot(before, now)
    return isCertain ? one : { ...one, change: 0 }
  })
}

/** What was never met may be as much as one sample. */
function errorOf(value: number, total: number, samples: number): number {
  if (total === 0) return 0
  const share = Math.max(value / total, 1 / samples)
  return total * Math.sqrt((share * (1 - share)) / samples)
}
