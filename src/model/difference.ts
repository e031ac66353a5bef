import { isUtf8 } from 'node:buffer'
import { literal } from './wording.ts'

/** Where two bodies differ, and what they have there. */
export type Difference = {
  /** The first byte that differs; where one body is the beginning of the other, the length of the shorter one. */
  readonly at: number
  /** Safe to print. */
  readonly one: string
  readonly other: string
}

/** Bytes to show before and after the first difference. */
const BEFORE = 24
const AFTER = 40

/** Bytes of a body that is no text. */
const BINARY = 12

export function differenceOf(one: Buffer, other: Buffer): Difference {
  const at = firstDifference(one, other)
  return { at, one: excerptAt(one, at), other: excerptAt(other, at) }
}

function firstDifference(one: Buffer, other: Buffer): number {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at += 1) if (one[at] !== other[at]) return at
  return length
}

/** A piece of a body around a byte: a literal with `…` where more follows, or the bytes of what is no text. */
export function excerptAt(body: Buffer, at: number): string {
  if (body.length === 0) return 'nothing'
  if (!isUtf8(body))
    return `the bytes ${body
      .subarray(at, at + BINARY)
      .toString('hex')
      .replaceAll(/..(?=.)/g, '$& ')}`
  const [from, to] = [Math.max(0, at - BEFORE), Math.min(body.length, at + AFTER)]
  // A cut may go through a character.
  const text = body
    .subarray(from, to)
    .toString()
    .replaceAll(/^\uFFFD+|\uFFFD+$/g, '')
  return `${from > 0 ? '…' : ''}${literal(text)}${to < body.length ? '…' : ''}`
}
