import type { Server } from '../model/server.ts'
import { messages } from './messages.ts'

/** What one server answered at `ready`. */
export type FirstAnswer = { readonly server: Server; readonly bytes: Buffer }

/** Bytes to show before and after the first difference. */
const BEFORE = 20
const AFTER = 30

/** A sentence for every server whose answer differs from that of the first server with the same `alike` label. */
export function findDifferences(answers: readonly FirstAnswer[]): string[] {
  const labelled = Map.groupBy(answers, ({ server }) => server.alike)
  return [...labelled].flatMap(([label, group]) => {
    const [first, ...others] = group
    if (label === undefined || first === undefined) return []
    return others.filter(({ bytes }) => !bytes.equals(first.bytes)).map((other) => difference(label, first, other))
  })
}

function difference(label: string, one: FirstAnswer, other: FirstAnswer): string {
  const at = firstDifference(one.bytes, other.bytes)
  const side = ({ server, bytes }: FirstAnswer) => ({
    name: server.name,
    length: bytes.length,
    excerpt: excerpt(bytes, at),
  })
  return messages.notAlike({ label, at, one: side(one), other: side(other) })
}

function firstDifference(one: Buffer, other: Buffer): number {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return at
  return length
}

function excerpt(bytes: Buffer, at: number): string {
  return bytes.subarray(Math.max(0, at - BEFORE), at + AFTER).toString('utf8')
}
