import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/** How a body is compressed, as Content-Encoding says it. */
export const ENCODINGS = ['gzip', 'br', 'deflate'] as const

export type Encoding = (typeof ENCODINGS)[number]

/** Bytes: no answer of a load test is larger than that. */
export const LARGEST = 256 * 1024 * 1024

const LIMIT = { maxOutputLength: LARGEST }

const DECODERS: Readonly<Record<Encoding, (bytes: Buffer) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes, LIMIT),
  br: (bytes) => brotliDecompressSync(bytes, LIMIT),
  // Some servers send it without the header of zlib.
  deflate: (bytes) => (isZlib(bytes) ? inflateSync(bytes, LIMIT) : inflateRawSync(bytes, LIMIT)),
}

/** Null where the bytes are not of this encoding, or not whole. */
export function decode(bytes: Buffer, encoding: Encoding): Buffer | null {
  try {
    return DECODERS[encoding](bytes)
  } catch {
    return null
  }
}

/** The encoding that a header names: null for none, and its text where it is none of ours. */
export function encodingIn(header: string | undefined): Encoding | null | { readonly unknown: string } {
  const name = (header ?? '').trim().toLowerCase()
  if (name === '' || name === 'identity') return null
  const known = ENCODINGS.find((encoding) => encoding === name.replace(/^x-/, ''))
  return known ?? { unknown: name }
}

/** Method 8, and a check that makes the first two bytes a multiple of 31 (RFC 1950). */
function isZlib(bytes: Buffer): boolean {
  return bytes.length >= 2 && (bytes[0]! & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0
}
