import { judgeOf } from '../../model/body-rules.ts'
import { decode, LARGEST, type Encoding } from './decode.ts'
import type { RightBody } from './right-answer.ts'

/** Judges the bodies of one connection, one after the other, while they arrive. */
export type BodyCheck = {
  /** Takes the next piece of the body. Its bytes may change after the call. */
  readonly add: (piece: Buffer) => void
  /** Ends the body, returns whether it was right, and starts the next. */
  readonly matches: () => boolean
}

/** Every answer is checked, not a sample. */
export function bodyCheck(right: RightBody): BodyCheck {
  if (right.kind === 'bytes') return sameBytes(Buffer.from(right.base64, 'base64'))
  return wholeBody(judgeWhole(right))
}

/** Whether a whole body is right, as it came. */
export function isRightBody(right: RightBody, bytes: Buffer): boolean {
  const check = bodyCheck(right)
  check.add(bytes)
  return check.matches()
}

/** Comparing in place is cheaper than joining pieces into a string. */
function sameBytes(expected: Buffer): BodyCheck {
  let length = 0
  let same = true
  return {
    add: (piece) => {
      const end = length + piece.length
      same &&= end <= expected.length && piece.compare(expected, length, end) === 0
      length = end
    },
    matches: () => {
      const right = same && length === expected.length
      length = 0
      same = true
      return right
    },
  }
}

/** A body with the bytes of one that was right is not judged again: where bodies seldom change, this costs hardly more than comparing them. */
function wholeBody(judge: (bytes: Buffer) => boolean): BodyCheck {
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
      pieces = []
      length = 0
      return right
    },
  }
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
