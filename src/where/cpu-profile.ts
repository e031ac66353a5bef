import { placeFrame, type Folders, type Frame } from './frame.ts'

/** A CPU profile as V8 has it; `timeDeltas` in microseconds, `lineNumber` from 0. */
export type CpuProfile = {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

type ProfileNode = {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  readonly children?: readonly number[]
}

/** Where the time of a thread went. `busy`: all but what the event loop waited for. */
export type SampledTime = { readonly busy: number; readonly functions: readonly SampledFunction[] }

/** Seconds in which a function was at work, or asleep without giving way to others, with what Node did on its behalf. */
export type SampledFunction = { readonly frame: Frame; readonly seconds: number }

/** What V8 charges to nobody. */
const IDLE = '(idle)'

/**
 * Seconds by function. What belongs to Node or V8 is charged to the nearest caller that is not, because that is what a person can
 * change; what has no such caller is only part of `busy`.
 */
export function sampledTime(profile: CpuProfile, folders: Folders): SampledTime {
  const frames = framesOf(profile, folders)
  const functions = new Map<string, { readonly frame: Frame; seconds: number }>()
  const idle = new Set(profile.nodes.filter(({ callFrame }) => callFrame.functionName === IDLE).map(({ id }) => id))
  let busy = 0
  for (const [index, id] of profile.samples.entries()) {
    // A sample stands for the time up to the next one.
    const seconds = Math.max(0, profile.timeDeltas[index + 1] ?? 0) / 1e6
    if (idle.has(id)) continue
    busy += seconds
    const frame = frames.get(id) ?? null
    if (frame === null) continue
    const known = functions.get(frame.key) ?? { frame, seconds: 0 }
    known.seconds += seconds
    functions.set(frame.key, known)
  }
  return { busy, functions: [...functions.values()] }
}

/** By node: the nearest function on its way to the root that somebody can open. */
function framesOf({ nodes }: CpuProfile, folders: Folders): ReadonlyMap<number, Frame | null> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const children = new Set(nodes.flatMap((node) => node.children ?? []))
  const frames = new Map<number, Frame | null>()
  const open = nodes.filter(({ id }) => !children.has(id)).map((node) => ({ node, outside: null as Frame | null }))
  for (let next = open.pop(); next; next = open.pop()) {
    const frame = frameOf(next.node, folders) ?? next.outside
    frames.set(next.node.id, frame)
    for (const child of next.node.children ?? []) {
      const node = byId.get(child)
      if (node) open.push({ node, outside: frame })
    }
  }
  return frames
}

function frameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode, folders: Folders): Frame | null {
  if (url === '' || url.startsWith('node:')) return null
  return placeFrame({ name: functionName, path: url, line: lineNumber + 1 }, folders)
}
