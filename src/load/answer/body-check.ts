import { judgeOf } from '../../model/body-rules.ts'
import { differenceOf } from '../../model/difference.ts'
import { messages } from '../messages.ts'
import { describeBroken } from './describe.ts'
import { decode, LARGEST, type Encoding } from './decode.ts'
import type { RightBody } from './right-answer.ts'

/** Judges the bodies of one connection, one after the other, while they arrive. */
export type BodyCheck = {
  /** Takes the next piece of the body. Its bytes may change after the call. */
  readonly add: (piece: Buffer) => void
  /** Ends the body, returns whether it was right, and starts the next. */
  readonly matches: () => boolean
  /** How the last body that was wrong was, as the end of a sentence. */
  readonly howWrong: () => string
}

/** Every answer is checked, not a sample. */
export function bodyCheck(right: RightBody): BodyCheck {
  if (right.kind === 'bytes') return sameBytes(Buffer.from(right.base64, 'base64'))
  return wholeBody(judgeWhole(right), (bytes) => describeWhole(right, bytes))
}

/** Whether a whole body is right, as it came. */
export function isRightBody(right: RightBody, bytes: Buffer): boolean {
  const check = bodyCheck(right)
  check.add(bytes)
  return check.matches()
}

/** Bytes of a wrong body, from its first wrong piece on, of which whole pieces are kept. */
const SHOWN = 4096

/** Comparing in place is cheaper than joining pieces into a string. */
function sameBytes(expected: Buffer): BodyCheck {
  let length = 0
  let same = true
  // Of the last wrong body: how much of its beginning was right, and the pieces after that which are shown.
  let wrong: { right: number; pieces: Buffer[] } = { right: 0, pieces: [] }
  return {
    add: (piece) => {
      const end = length + piece.length
      const goesOn = same && end <= expected.length && piece.compare(expected, length, end) === 0
      if (same && !goesOn) wrong = { right: length, pieces: [] }
      if (!goesOn && length < wrong.right + SHOWN) wrong.pieces.push(Buffer.from(piece))
      same = goesOn
      length = end
    },
    matches: () => {
      const right = same && length === expected.length
      if (same && !right) wrong = { right: length, pieces: [] }
      length = 0
      same = true
      return right
    },
    howWrong: () => otherThan(expected, Buffer.concat([expected.subarray(0, wrong.right), ...wrong.pieces])),
  }
}

function otherThan(expected: Buffer, found: Buffer): string {
  return messages.otherThanFirst(differenceOf(expected, found))
}

/** A body with the bytes of one that was right is not judged again: where bodies seldom change, this costs hardly more than comparing them. */
function wholeBody(judge: (bytes: Buffer) => boolean, describe: (bytes: Buffer) => string): BodyCheck {
  let wrong: Buffer = Buffer.alloc(0)
  let known: Buffer | null = null
  let pieces: Buffer[] = []
  let length = 0
  return {
    add: (piece) => {
      length += piece.length
      if (length <= LARGEST) pieces.push(Buffer.from(piece))
    },
    matches: () => {
      const bytes = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
      const right = length <= LARGEST && (known?.equals(bytes) || judge(bytes))
      if (right) known = bytes
      else wrong = bytes
      pieces = []
      length = 0
      return right
    },
    howWrong: () => describe(wrong),
  }
}

function describeWhole(right: Exclude<RightBody, { kind: 'bytes' }>, bytes: Buffer): string {
  const body = right.encoding === null ? bytes : decode(bytes, right.encoding)
  if (body === null) return messages.undecoded({ encoding: right.encoding ?? '' }).replace(/\.$/, '')
  if (right.kind === 'decoded') return otherThan(Buffer.from(right.base64, 'base64'), body)
  const broken = judgeOf(right.rules)(body.toString(), body.length)
  return broken === null ? messages.tooLarge : describeBroken(broken, body, null).replace(/\.$/, '')
}

function judgeWhole(right: Exclude<RightBody, { kind: 'bytes' }>): (bytes: Buffer) => boolean {
  if (right.kind === 'decoded') {
    const expected = Buffer.from(right.base64, 'base64')
    return decoded(right.encoding, (body) => body.equals(expected))
  }
  const judge = judgeOf(right.rules)
  return decoded(right.encoding, (body) => judge(body.toString(), body.length) === null)
}

function decoded(encoding: Encoding | null, judge: (body: Buffer) => boolean): (bytes: Buffer) => boolean {
  if (encoding === null) return judge
  return (bytes) => {
    const body = decode(bytes, encoding)
    return body !== null && judge(body)
  }
}
