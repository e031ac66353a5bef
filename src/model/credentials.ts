/** Headers whose values are secrets, whoever sends them. */

const WORDS = [
  'authorization',
  'auth',
  'cookie2?',
  'credentials?',
  'jwt',
  'passw(?:or)?d',
  'secret',
  'session(?:-?id)?',
  'signature',
  'token',
  '(?:access|api|auth|private|secret|subscription)-?key',
].join('|')

const NAME = new RegExp(`^(?:[a-z0-9]+[-_])*(?:${WORDS.replaceAll('-?', '[-_]?')})$`, 'i')

/** `Authorization`, `set-cookie`, `X-API-Key`, `x-amz-security-token`: by the last word of its name. */
export function isCredential(header: string): boolean {
  return NAME.test(header)
}
