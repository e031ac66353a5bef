/** Compares the bodies of one connection with the expected one, byte by byte, while they arrive. */
export type BodyCheck = {
  /** The next piece of the body: bytes that may change after the call. */
  readonly add: (piece: Buffer) => void
  /** Was the body that ends here the expected one? Makes ready for the next. */
  readonly matches: () => boolean
}

/** Comparing whole bodies in place is cheaper than joining them into strings, so every answer is checked, not a sample. */
export function bodyCheck(expect: string): BodyCheck {
  return isLossy(expect) ? textCheck(expect) : bytesCheck(Buffer.from(expect))
}

/** Bytes that are no UTF-8 left replacement characters in the text: what they were can't be told from it. */
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
