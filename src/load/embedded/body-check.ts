/** Compares the bodies of one connection with the expected one, byte by byte, while they arrive. */
export type BodyCheck = {
  /** Takes the next piece of the body. Its bytes may change after the call. */
  readonly add: (piece: Buffer) => void
  /** Ends the body, returns whether it was the expected one, and starts the next. */
  readonly matches: () => boolean
}

/** Every answer is checked, not a sample: comparing in place is cheaper than joining pieces into a string. */
export function bodyCheck(expect: string): BodyCheck {
  return isLossy(expect) ? textCheck(expect) : bytesCheck(Buffer.from(expect))
}

/** Bytes that are not UTF-8 became replacement characters in the text, so they cannot be compared as bytes. */
function isLossy(expect: string): boolean {
  return expect.includes('\uFFFD')
}

function bytesCheck(expected: Buffer): BodyCheck {
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

function textCheck(expect: string): BodyCheck {
  const most = Buffer.byteLength(expect)
  let pieces: Buffer[] = []
  let length = 0
  return {
    add: (piece) => {
      length += piece.length
      if (length <= most) pieces.push(Buffer.from(piece))
    },
    matches: () => {
      const right = length <= most && Buffer.concat(pieces).toString() === expect
      pieces = []
      length = 0
      return right
    },
  }
}
