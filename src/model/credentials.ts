/** Headers whose values are secrets, whoever sends them. */

const SEPARATED = '(?:access|api|auth|private|secret|subscription)[-_]?key'

const WORDS = [
  '(?:proxy-)?authorization',
  'auth',
  'cookie2?',
  'credentials?',
  'jwt',
  'pass(?:wor)?d',
  'secret',
  'session(?:[-_]?id)?',
  'signature',
  'token',
  SEPARATED,
].join('|')

const NAME = `(?:[a-z0-9]+[-_])*(?:${WORDS})`

const WHOLE_NAME = new RegExp(`^${NAME}$`, 'i')

/** `Authorization`, `set-cookie`, `X-API-Key`, `x-amz-security-token`: by the last word of its name. */
export function isCredential(header: string): boolean {
  return WHOLE_NAME.test(header)
}

export const REDACTED = '[redacted]'

/** A quote, as it is within texts within texts, too. */
const QUOTE = String.raw`\\*["']`

/** A placeholder that is shown in place of a secret may stay. */
const SHOWN = String.raw`(?!\{(?:env\.)?\w+\})`

/** How values of credentials stand in what programs print; the last group is the value. */
const PRINTED: readonly RegExp[] = [
  // "token":"…", 'Authorization': '…', and in lists: 'authorization', '…'
  new RegExp(
    String.raw`(?<start>${QUOTE}${NAME}${QUOTE}\s*(?:[:=,]|=>)\s*(?<quote>${QUOTE}))(?<value>${SHOWN}(?:(?!\k<quote>|\n|…)[^])+)`,
    'gi',
  ),
  // authorization: …, as heads of requests have it, to the end of the line
  new RegExp(
    String.raw`(?<start>(?<![\w-])["']?(?:(?:proxy-)?authorization|(?:set-)?cookie2?|x-[\w-]*(?:token|secret|auth)|(?:x-)?${SEPARATED})["']?\s*(?::|=>)\s*)(?<value>${SHOWN}[^\s"'\\][^\n…]*)`,
    'gi',
  ),
  // authorization: '…', as objects are printed
  new RegExp(
    String.raw`(?<start>(?<![\w-])${NAME}\s*(?:[:=]|=>)\s*(?<quote>${QUOTE}))(?<value>${SHOWN}(?:(?!\k<quote>|\n|…)[^])+)`,
    'gi',
  ),
  // token=…, in queries, forms and environments
  new RegExp(String.raw`(?<start>(?<![\w-])${NAME}=)(?<value>${SHOWN}[^\s&;"'…]+)`, 'gi'),
  // Bearer …, wherever it stands
  /(?<start>\b(?:Bearer|Basic)\s+)(?<value>(?=[a-z]*[^a-z\s])[\w.~+/-]{6,}=*)/g,
]

/** A text without the values of credentials that it names. */
export function hideCredentials(text: string): string {
  return PRINTED.reduce((rest, pattern) => rest.replaceAll(pattern, `$<start>${REDACTED}`), text)
}
