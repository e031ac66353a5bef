import { hideCredentials } from './credentials.ts'
import { formsOf } from './secret-forms.ts'

/** A text that nobody may see, and what is shown in its place, such as `{env.TOKEN}`. */
export type Secret = { readonly value: string; readonly label: string }

/**
 * Makes texts safe to show: every secret, also encoded, also cut off, becomes its label, and what the text itself names as a
 * credential is hidden. Secrets of fewer than 4 characters stay: they are in every text.
 */
export function redactor(secrets: readonly Secret[]): (text: string) => string {
  const all = secrets.flatMap(({ value, label }) => formsOf(value).map((form) => [form, label] as const))
  // The first label of a form stays: a variable is known before the header that it is filled into.
  const labels = new Map(all.toReversed())
  const forms = [...labels.keys()].toSorted((one, other) => other.length - one.length)
  const whole = forms.length === 0 ? null : new RegExp(forms.map(patternOf).join('|'), 'g')
  const labelOf = (form: string) => labels.get(form) ?? ''
  const pieces = piecesOf(labels)
  return (text) => {
    const without = whole === null ? text : text.replaceAll(whole, labelOf)
    return hideCredentials(hidePieces(hideCut(without, forms, labelOf), pieces))
  }
}

/** Shorter ones are part of words, where they are not meant. */
const NEVER_A_PART = 8

function patternOf(form: string): string {
  const text = form.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
  return form.length < NEVER_A_PART ? `(?<![A-Za-z0-9])${text}(?![A-Za-z0-9])` : text
}

/** Characters of a secret before or after the `…` of an excerpt that are enough to be taken for it. */
const LEAST_CUT = 3

/** Beginnings of secrets before a `…`, and ends of them after one. */
function hideCut(text: string, forms: readonly string[], labelOf: (form: string) => string): string {
  const parts = text.split('…')
  if (parts.length === 1 || forms.length === 0) return text
  return parts
    .map((part, index) => {
      const before = index === parts.length - 1 ? part : hideEnd(part, forms, labelOf)
      return index === 0 ? before : hideStart(before, forms, labelOf)
    })
    .join('…')
}

function hideEnd(text: string, forms: readonly string[], labelOf: (form: string) => string): string {
  const cut = longest(forms, (form, length) => text.endsWith(form.slice(0, length)))
  return cut === null ? text : text.slice(0, text.length - cut.length) + labelOf(cut.form)
}

function hideStart(text: string, forms: readonly string[], labelOf: (form: string) => string): string {
  const cut = longest(forms, (form, length) => text.startsWith(form.slice(-length)))
  return cut === null ? text : labelOf(cut.form) + text.slice(cut.length)
}

function longest(forms: readonly string[], fits: (form: string, length: number) => boolean) {
  let best: { readonly form: string; readonly length: number } | null = null
  for (const form of forms) {
    for (let length = form.length - 1; length > (best?.length ?? LEAST_CUT - 1); length -= 1)
      if (fits(form, length)) best = { form, length }
  }
  return best
}

/** As many characters in a row are no chance. */
const PIECE = 8

/** Words of secrets that look like no language: with a digit, or long. */
function isUnusual(word: string): boolean {
  return word.length >= 2 * PIECE || (word.length >= PIECE && /\d/.test(word))
}

/** Every run of PIECE characters in the words of the secrets: output and excerpts are cut anywhere. */
function piecesOf(labels: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...labels].flatMap(([form, label]) =>
      form
        .split(/[^\w~+%=-]+/)
        .filter(isUnusual)
        .flatMap((word) =>
          Array.from({ length: word.length - PIECE + 1 }, (_, at) => [word.slice(at, at + PIECE), label] as const),
        ),
    ),
  )
}

function hidePieces(text: string, pieces: ReadonlyMap<string, string>): string {
  if (pieces.size === 0) return text
  let shown = ''
  for (let at = 0; at < text.length;) {
    const label = pieces.get(text.slice(at, at + PIECE))
    if (label === undefined) {
      shown += text[at]
      at += 1
      continue
    }
    shown += label
    at += PIECE
    while (at < text.length && pieces.has(text.slice(at - PIECE + 1, at + 1))) at += 1
  }
  return shown
}
