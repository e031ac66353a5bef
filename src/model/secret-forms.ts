/** In which forms a secret may come back: whole or by its parts, decoded, and encoded in the usual ways. */

/** Shorter texts are everywhere. */
const LEAST = 4

/** Parts of a secret that only look like secrets have to be longer. */
const LEAST_PART = 8

export function formsOf(secret: string): readonly string[] {
  const values = [secret, ...partsOf(secret)]
  return [...new Set(values.flatMap(encodingsOf))].filter((form) => form.length >= LEAST)
}

/** What is a secret in it by itself: `x` of `Bearer x`, user and password of basic authentication, the values of cookies and of JSON. */
function partsOf(secret: string): readonly string[] {
  const [, afterScheme] = /^[A-Za-z][\w-]*\s+(\S.*)$/s.exec(secret) ?? []
  const inner = afterScheme ?? secret
  const decoded = decodedBase64(inner)
  const long = [...pairsIn(inner), ...leavesIn(inner)].filter((part) => part.length >= LEAST_PART)
  return [
    ...(afterScheme === undefined ? [] : [afterScheme]),
    ...(decoded === null ? [] : [decoded, decoded.slice(decoded.indexOf(':') + 1)]),
    ...long,
  ]
}

/** The text in Base64 that reads as one; null otherwise, as for a random token. */
function decodedBase64(text: string): string | null {
  if (!/^[\w+/-]{6,}={0,2}$/.test(text)) return null
  const decoded = Buffer.from(text, 'base64')
  const isSame = decoded.toString('base64').replaceAll('=', '') === text.replaceAll('=', '')
  const shown = decoded.toString()
  return isSame && /^[\u0020-\u007E]+$/.test(shown) ? shown : null
}

/** The values in `a=b; c=d` and `a=b&c=d`. */
function pairsIn(text: string): readonly string[] {
  return text.split(/[;&]\s*/).flatMap((pair) => /^[\w.%[\]-]+=(.+)$/s.exec(pair)?.[1] ?? [])
}

function leavesIn(text: string): readonly string[] {
  if (!/^\s*[[{"]/.test(text)) return []
  try {
    const leaves: string[] = []
    JSON.parse(text, (_key, value: unknown) => {
      if (typeof value === 'string') leaves.push(value)
      return value
    })
    return leaves
  } catch {
    return []
  }
}

function encodingsOf(text: string): readonly string[] {
  const inJson = JSON.stringify(text).slice(1, -1)
  const inUrl = encodeInUrl(text)
  return [
    text,
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    inUrl,
    inUrl.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    inUrl.replaceAll('%20', '+'),
    decodeUrl(text),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    ...base64sOf(text),
  ]
}

/** A lone surrogate cannot be encoded. */
function encodeInUrl(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * In Base64 by itself and wherever it stands in a longer text, such as `user:password`: by how many bytes are before it in a
 * group of three. Characters that it shares with its neighbours are left out. Also as in URLs.
 */
function base64sOf(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const each = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '')
    const isWhole = (before + bytes.length) % 3 === 0
    return encoded.slice(Math.ceil((before * 8) / 6), isWhole ? undefined : -1)
  })
  const own = bytes.toString('base64').replaceAll('=', '')
  const all = [own, ...each].filter((form) => form.length >= LEAST_PART)
  return [...all, ...all.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))]
}
