import { stripVTControlCharacters, styleText } from 'node:util'

/** A terminal: its width and colours, and text measured, cut, padded and wrapped by the columns that it takes there. */

export type Screen = {
  /** Its width; less than 40 counts as 40. */
  readonly columns: number
  /** Its height; without it, text may be as long as it is. */
  readonly rows?: number
  readonly colour: boolean
}

export function widthOf({ columns }: Pick<Screen, 'columns'>): number {
  return Math.max(columns, 40)
}

export type Format = Parameters<typeof styleText>[0]

export type Paint = (format: Format, text: string) => string

/** Colours text, or leaves it as it is on a screen without colours. */
export function painterFor({ colour }: Pick<Screen, 'colour'>): Paint {
  return (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text)
}

const SIMPLE = /^[ -~]*$/

/** Drawn over the character before: combining marks, and the later letters of a Hangul syllable. */
const NO_COLUMN = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11FF\uD7B0-\uD7FB]$/u

/** East Asian wide and fullwidth (Unicode Standard Annex 11) by block, and emoji. */
const TWO_COLUMNS = new RegExp(
  `^[${[
    String.raw`\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3041-\u3247\u3250-\u4DBF\u4E00-\uA4CF\uA960-\uA97C\uAC00-\uD7A3`,
    String.raw`\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6B\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DF2}\u{1AFF0}-\u{1B2FB}`,
    String.raw`\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}`,
  ].join('')}]$`,
  'u',
)

/** What a line must not break: a duration, a command in backticks, a number and its unit, a word. */
const WORD = /\d+ (?:h|min) \d+ (?:min|s)\b[^ ]*|[^ `]*`[^`]{1,60}`[^ ]*|[^ ]+(?: (?:%|s|min)(?!\w)[^ ]*)?/g

/** Half of a flag: two make one picture of two columns, and one alone takes one. */
const FLAG_HALF = /^\p{Regional_Indicator}$/u

/** The terminal columns of a text on one line; colours take none. Right for what `visible` lets through. */
export function displayWidth(text: string): number {
  const plain = stripVTControlCharacters(text)
  if (SIMPLE.test(plain)) return plain.length
  return [...plain].reduce((sum, character) => sum + columnsOf(character), 0)
}

/** The text, or as much of its beginning as fits into `width` columns with `…` after it. No colours. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  return width < 1 ? '' : `${beginning([...text], width - 1)}…`
}

/** The same, but cut in the middle, because names often differ at their ends. */
export function cutMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width < 1) return ''
  const back = Math.floor((width - 1) / 2)
  const end = [...beginning([...text].toReversed(), back)].toReversed().join('')
  return `${beginning([...text], width - 1 - back)}…${end}`
}

/** The text on this side of `width` columns, with blanks on the other side. */
export function padded(text: string, width: number, side: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return side === 'left' ? text + blanks : blanks + text
}

/** Lines of at most `width` columns, all but the first after `indent`. A word that is longer than a line is cut. */
export function wrap(text: string, width: number, indent = '  '): readonly string[] {
  const lines: string[] = []
  for (const word of text.match(WORD) ?? []) {
    const line = lines.at(-1)
    const longer = line === undefined ? word : `${line} ${word}`
    if (line !== undefined && displayWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(cut(line === undefined ? word : indent + word, width))
  }
  return lines
}

function columnsOf(character: string): number {
  if (NO_COLUMN.test(character)) return 0
  return TWO_COLUMNS.test(character) && !FLAG_HALF.test(character) ? 2 : 1
}

function beginning(characters: readonly string[], width: number): string {
  let left = width
  const end = characters.findIndex((character) => (left -= columnsOf(character)) < 0)
  return characters.slice(0, end < 0 ? characters.length : end).join('')
}
